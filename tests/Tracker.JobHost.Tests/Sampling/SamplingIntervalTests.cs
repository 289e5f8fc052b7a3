using Tracker.JobHost.Sampling;

namespace Tracker.JobHost.Tests.Sampling;

public sealed class SamplingIntervalTests
{
    [Theory]
    [InlineData(null, 10)]
    [InlineData("", 10)]
    [InlineData("often", 10)]
    [InlineData("0.01", 1)]
    [InlineData("2.5", 2.5)]
    [InlineData("99999", 3600)]
    [InlineData("-1", 10)]
    public void Parse_OfTheVariable_GivesSeconds(string? text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), SamplingInterval.Parse(text));

    [Fact]
    public void Parse_Zero_IsNever() => Assert.Null(SamplingInterval.Parse("0"));
}
