using Tracker.Core.Detection;

namespace Tracker.Core.Tests.Detection;

public sealed class VerdictWordsTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(320, "320 µs")]
    [InlineData(1_460, "1.5 ms")]
    [InlineData(45_000, "45 ms")]
    [InlineData(999_900, "1 s")]
    [InlineData(10_000_000, "10 s")]
    [InlineData(119_600_000, "119.6 s")]
    [InlineData(150_000_000, "2.5 min")]
    [InlineData(10_800_000_000, "3 h")]
    [InlineData(216_000_000_000, "2.5 days")]
    public void Duration_AnySpan_HasAUnitThatSaysSomething(double microseconds, string text) =>
        Assert.Equal(text, VerdictWords.Duration(microseconds));
}
