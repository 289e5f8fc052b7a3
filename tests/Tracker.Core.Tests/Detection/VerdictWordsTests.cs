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

    [Theory]
    [InlineData(2.30258, "2.303")]
    [InlineData(8.7219e-9, "8.722e-9")]
    [InlineData(-123456, "-1.235e5")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Text_AnyNumber_HasFourDigitsAndAnExponentAsFindingsHaveIt(double value, string text) => Assert.Equal(text, VerdictWords.Text(value));

    [Fact]
    public void NotJudged_LargeCounts_AreGrouped() =>
        Assert.Equal("not judged yet: 8,640 of 90,000 samples", VerdictWords.NotJudged(8_640, 90_000, Unit.Samples));
}
