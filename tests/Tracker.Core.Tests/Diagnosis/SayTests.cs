using Tracker.Core.Diagnosis;

namespace Tracker.Core.Tests.Diagnosis;

public sealed class SayTests
{
    [Theory]
    [InlineData(2.3089, "2.31")]
    [InlineData(89123, "8.91e4")]
    [InlineData(1e-6, "1e-6")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00012, "1.2e-4")]
    [InlineData(1234.4, "1234")]
    [InlineData(9999.9, "10000")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(0, "0")]
    [InlineData(double.NaN, "NaN")]
    public void Number_IsAsPeopleWriteIt(double value, string expected) => Assert.Equal(expected, Say.Number(value));

    [Theory]
    [InlineData(1, "step", "1 step")]
    [InlineData(52650, "parameter", "52,650 parameters")]
    [InlineData(2, "finite loss", "2 finite losses")]
    public void Count_HasItsPlural(long value, string thing, string expected) => Assert.Equal(expected, Say.Count(value, thing));
}
