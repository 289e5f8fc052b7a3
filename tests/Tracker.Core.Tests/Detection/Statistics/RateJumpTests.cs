using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Tests.Detection.Statistics;

public sealed class RateJumpTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void IsJump_OfAWarmUpAndACosine_IsNever(int every)
    {
        var rate = default(RateStatistics);
        for (var step = 0; step < 2000; step += every)
        {
            var next = step < 200 ? 0.1 * (step + 1) / 200 : 0.05 * (1 + Math.Cos(Math.PI * (step - 200) / 1800));
            Assert.False(rate.IsJump(next), $"step {step}");
            rate.Take(step, next);
        }
    }

    [Theory]
    [InlineData(0.01, true)]
    [InlineData(1, true)]
    [InlineData(0.08, false)]
    [InlineData(0, false)]
    [InlineData(double.NaN, false)]
    public void IsJump_AfterAConstantRate_IsWhatIsBeyondHalfAsMuch(double next, bool expected)
    {
        var rate = default(RateStatistics);
        for (var step = 0; step < 10; step++) rate.Take(step, 0.1);
        Assert.Equal(expected, rate.IsJump(next));
    }
}
