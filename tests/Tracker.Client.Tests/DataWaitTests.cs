using Microsoft.Extensions.Time.Testing;
using Tracker.Client.Tests.Fakes;

namespace Tracker.Client.Tests;

public sealed class DataWaitTests
{
    [Fact]
    public async Task Finish_AfterWaits_TellsTheirShareWithTheLastStep()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));

        for (int step = 0; step < 5; step++)
        {
            using (run.WaitingForData())
                _ = Enumerable.Range(0, 1_000).Sum();
            run.Log(step, "train/loss", 1);
        }

        Assert.True(await run.FinishAsync());

        (string metric, long at, double share) = daemon.Ingest.Read(
            run.Id, stored => stored.Samples.Select(s => (s.Metric, s.Step, s.Value)).Single(s => s.Metric != "train/loss"));
        Assert.Equal(("system/data-wait-share", 4L), (metric, at));
        Assert.InRange(share, double.Epsilon, 1);
    }

    [Fact]
    public async Task Finish_WithoutWaits_TellsNothing()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));
        run.Log(0, "train/loss", 1);
        Assert.True(await run.FinishAsync());
        Assert.Equal(["train/loss"], daemon.Ingest.Read(run.Id, stored => stored.Samples.Select(s => s.Metric).ToArray()));
    }

    [Fact]
    public void TryTake_TenSecondsOfWhichThreeWaited_IsThreeTenths()
    {
        var time = new FakeTimeProvider();
        var meter = new DataWaitMeter(time);
        for (int step = 0; step < 9; step++)
        {
            using (meter.Begin())
                time.Advance(TimeSpan.FromMilliseconds(300));
            time.Advance(TimeSpan.FromMilliseconds(700));
            Assert.False(meter.TryTake(step, last: false, out _));
        }

        using (meter.Begin())
            time.Advance(TimeSpan.FromMilliseconds(300));
        time.Advance(TimeSpan.FromMilliseconds(700));
        Assert.True(meter.TryTake(9, last: false, out double share));
        Assert.Equal(0.3, share, 9);
        Assert.False(meter.TryTake(10, last: false, out _));
    }

    [Fact]
    public void TryTake_WaitThatBeganBefore_CountsFromThenOnOnly()
    {
        var time = new FakeTimeProvider();
        var meter = new DataWaitMeter(time);
        DataWait wait = meter.Begin();
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(meter.TryTake(1, last: false, out double share));
        Assert.Equal(0, share);
        time.Advance(TimeSpan.FromSeconds(10));
        wait.Dispose();
        Assert.True(meter.TryTake(2, last: false, out share));
        Assert.Equal(1, share);
    }

    [Fact]
    public void TryTake_WaitsOnManyThreads_IsAtMostAll()
    {
        var time = new FakeTimeProvider();
        var meter = new DataWaitMeter(time);
        DataWait[] waits = [meter.Begin(), meter.Begin(), meter.Begin()];
        time.Advance(TimeSpan.FromSeconds(10));
        foreach (DataWait wait in waits)
            wait.Dispose();
        Assert.True(meter.TryTake(0, last: false, out double share));
        Assert.Equal(1, share);
    }

    [Fact]
    public void Dispose_OfNoWait_DoesNothing() => default(DataWait).Dispose();
}
