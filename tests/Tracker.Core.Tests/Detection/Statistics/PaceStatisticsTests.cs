using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Tests.Detection.Statistics;

public sealed class PaceStatisticsTests
{
    private const long Second = 1_000_000;

    private PaceStatistics _pace;
    private long _step;
    private long _time;

    [Fact]
    public void Take_OneRhythm_IsUsualAndNow()
    {
        Advance(200, Second);

        Assert.Equal((199, Second, (double)Second, 0), (_pace.Count, (long)_pace.Now, _pace.Usual, _pace.Slow));
    }

    [Fact]
    public void Take_RowsOfTenSteps_MeasureAStep()
    {
        Advance(100, 10 * Second, steps: 10);

        Assert.Equal(Second, _pace.Usual);
    }

    [Fact]
    public void Take_SinglePauses_MoveNothing()
    {
        for (var i = 0; i < 20; i++)
        {
            Advance(19, Second);
            Advance(1, 900 * Second);
        }

        Assert.Equal((Second, (double)Second, 0), ((long)_pace.Now, _pace.Usual, _pace.Slow));
    }

    [Fact]
    public void Take_EvaluationsBetween_AreLeftOut()
    {
        for (var i = 0; i < 100; i++)
        {
            Advance(1, Second);
            Advance(1, 60 * Second, explained: true);
        }

        Assert.Equal((99, (double)Second), (_pace.Count, _pace.Usual));
    }

    [Fact]
    public void Take_SlowForLong_CountsOnAndKeepsTheUsual()
    {
        Advance(200, Second);
        Advance(400, 3 * Second);

        Assert.Equal(3 * Second, _pace.Now);
        Assert.InRange(_pace.Usual, Second, 1.05 * Second);
        Assert.InRange(_pace.Slow, 380, 400);
        Assert.InRange(_pace.SlowFor / Second, 1140, 1215);
    }

    [Fact]
    public void Take_FastAgain_IsNotSlow()
    {
        Advance(200, Second);
        Advance(400, 3 * Second);
        Advance(20, Second);

        Assert.Equal((0, 0), (_pace.Slow, _pace.SlowFor));
    }

    [Fact]
    public void Take_SlowStart_IsForgotten()
    {
        Advance(6, 100 * Second);
        Advance(2000, Second);

        Assert.InRange(_pace.Usual, Second, 1.01 * Second);
    }

    [Fact]
    public void Take_ClockThatStandsOrGoesBack_TeachesNothing()
    {
        Advance(50, Second);
        Advance(10, 0);
        Advance(10, -Second);

        Assert.Equal((49, (double)Second), (_pace.Count, _pace.Usual));
    }

    private void Advance(int rows, long gap, int steps = 1, bool explained = false)
    {
        for (var i = 0; i < rows; i++) _pace.Take(_step += steps, _time += gap, explained);
    }
}
