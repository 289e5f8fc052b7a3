using Microsoft.Extensions.Time.Testing;
using Tracker.Plugins.Torch.Signals;

namespace Tracker.Plugins.Torch.Tests.Signals;

public sealed class ProbeScheduleTests
{
    [Theory]
    [InlineData(0.02, 5, 100)]
    [InlineData(0.1, 5, 20)]
    [InlineData(0.02, 50, 10)]
    public void IsDue_ProbesOfAKnownCost_KeepToTheBudget(double budget, int cost, int probes)
    {
        // Steps of 1 ms for 25 s; a probe takes some of them.
        var time = new FakeTimeProvider();
        var schedule = new ProbeSchedule(new RichSignalsOptions { Budget = budget }, time);
        for (var step = 0; step < 25_000; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            if (!schedule.IsDue(step)) continue;
            time.Advance(TimeSpan.FromMilliseconds(cost));
            schedule.Record(TimeSpan.FromMilliseconds(cost));
        }

        Assert.Equal(25.0, schedule.Worked.TotalSeconds, 0.01);
        Assert.InRange(schedule.Spent / schedule.Worked, 0, budget);
        Assert.InRange(schedule.Probes, probes / 2, Math.Max(probes, (long)(25_000 * budget / cost)));
    }

    [Fact]
    public void IsDue_CostRises_ProbesBecomeRare()
    {
        var time = new FakeTimeProvider();
        var schedule = new ProbeSchedule(new RichSignalsOptions(), time);
        var due = new List<int>();
        for (var step = 0; step < 10_000; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            if (!schedule.IsDue(step)) continue;
            var cost = TimeSpan.FromMilliseconds(step < 5_000 ? 2 : 40);
            time.Advance(cost);
            schedule.Record(cost);
            due.Add(step);
        }

        Assert.Equal(0, due[0]);
        Assert.InRange(due.Count(step => step is > 0 and < 5_000), 45, 50);
        Assert.InRange(due.Count(step => step >= 5_000), 1, 3);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Checked_BudgetOutOfRange_SaysSo(double budget) =>
        Assert.Contains("Budget", Assert.Throws<ArgumentException>(() => new RichSignalsOptions { Budget = budget }.Checked()).Message, StringComparison.Ordinal);
}
