using Tracker.Client.Tests.Fakes;
using Tracker.Contracts.V1;

namespace Tracker.Client.Tests;

public sealed class TrackerRunTests
{
    [Fact]
    public async Task Log_OneStepThenFinish_IsStoredAndTheSpoolIsGone()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        RunOptions options = trainer.Options(daemon.Address) with { Name = "one", Experiment = "e", Facts = new Facts { NumClasses = 10 } };
        await using TrackerRun run = TrackerRun.Start(options);

        run.Log(0, ("train/loss", 0.25), ("train/accuracy", 0.5));
        Assert.True(await run.FinishAsync());
        await run.DisposeAsync();

        daemon.Ingest.Read(run.Id, stored =>
        {
            Assert.Equal([("train/loss", 0L, 0.25), ("train/accuracy", 0L, 0.5)], stored.Samples.Select(s => (s.Metric, s.Step, s.Value)));
            Assert.Equal(("one", "e", 10u), (stored.Hellos[0].Facts.Name, stored.Hellos[0].Facts.Experiment, stored.Hellos[0].Facts.NumClasses));
            Assert.Equal(RunStatus.Finished, stored.Finish!.Status);
            return 0;
        });
        Assert.Equal(new RunCounters(Logged: 2, Sent: 2, Acknowledged: 2, Dropped: 0, Rejected: 0), run.Counters);
        Assert.False(Directory.Exists(trainer.SpoolPath));
        Assert.Empty(trainer.Messages);
    }

    [Fact]
    public async Task PhaseAndAlert_BetweenSamples_ArriveInTheirPlace()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));

        run.Log(0, "train/loss", 1);
        run.Phase("unfreeze", 1);
        run.Log(1, "train/loss", 2);
        run.Alert("odd batch", "all of one class", Severity.Critical, step: 1);
        run.Alert("odd", severity: Severity.Unspecified);
        run.ResolveAlert("odd batch");
        Assert.True(await run.FinishAsync());

        daemon.Ingest.Read(run.Id, stored =>
        {
            Assert.Equal([new Phase { Name = "unfreeze", Step = 1 }], stored.Phases);
            Assert.Equal(
                [
                    new TrainerAlert { Title = "odd batch", Text = "all of one class", Severity = Severity.Critical, Step = 1 },
                    new TrainerAlert { Title = "odd", Severity = Severity.Warning },
                    new TrainerAlert { Title = "odd batch" },
                ],
                stored.Alerts);
            Assert.Equal([0L, 1L], stored.Samples.Select(s => s.Step));
            Assert.Equal([2UL, 4UL], stored.Samples.Select(s => s.Sequence));
            return 0;
        });
    }

    [Fact]
    public async Task Log_FirstStepBeforeMoreThanTheQueueTakes_IsStored()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address) with { QueueSamples = 1_000, BatchInterval = TimeSpan.FromSeconds(10) });

        for (int step = 0; step < 50_000; step++)
            run.Log(step, "train/loss", step == 0 ? 2.3026 : 1);
        Assert.True(await run.FinishAsync());

        // The start level is what the rest is judged against: whatever is lost, it is not the first.
        Assert.Equal((0L, 2.3026), daemon.Ingest.Read(run.Id, stored => (stored.Samples[0].Step, stored.Samples[0].Value)));
        Assert.True(run.Counters.Dropped > 0);
    }

    [Fact]
    public async Task Log_EverySpecialDouble_ArrivesBitForBit()
    {
        double[] values =
        [
            double.NaN, BitConverter.UInt64BitsToDouble(0xFFF8_0000_0000_0123), double.PositiveInfinity, double.NegativeInfinity,
            double.Epsilon, -double.Epsilon, -0.0, 0.0, double.MaxValue, double.MinValue, Math.PI,
        ];
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));

        for (int i = 0; i < values.Length; i++)
            run.Log(i, "v", values[i]);
        Assert.True(await run.FlushAsync());

        Assert.Equal(
            values.Select(BitConverter.DoubleToUInt64Bits),
            daemon.Ingest.Read(run.Id, stored => stored.Samples.Select(s => BitConverter.DoubleToUInt64Bits(s.Value)).ToArray()));
    }

    [Fact]
    public async Task Log_MetricByMetric_MakesOneDenseRowAStep()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address) with { BatchInterval = TimeSpan.FromSeconds(10) });

        for (int step = 0; step < 100; step++)
        {
            run.Log(step, "a", step);
            run.Log(step, "b", -step);
            if (step % 10 == 9)
                run.Log(step, "validation/loss", 1);
        }

        Assert.True(await run.FlushAsync());
        daemon.Ingest.Read(run.Id, stored =>
        {
            Assert.Equal(["a b", "a b validation/loss"], stored.Sets.Select(set => string.Join(' ', set.Names)));
            Assert.Equal(20, stored.Frames.Count);
            Assert.Equal(210, stored.Samples.Count);
            return 0;
        });
    }

    [Fact]
    public async Task Log_StepsInAnyOrder_ArriveAsLoggedWithTheirTimes()
    {
        long[] steps = [5, 4, 100, 0, long.MaxValue, 7, 7];
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));
        long before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        foreach (long step in steps)
            run.Log(step, "x", 1);
        Assert.True(await run.FlushAsync());

        StoredSample[] samples = daemon.Ingest.Read(run.Id, stored => stored.Samples.ToArray());
        Assert.Equal(steps, samples.Select(s => s.Step));
        long after = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.All(samples, sample => Assert.InRange(sample.Time / 1_000, before, after));
    }

    [Fact]
    public async Task Log_Float32_SendsHalfTheBytes()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address) with { Float32 = true });

        run.Log(1, ("a", 0.1), ("b", 2));
        Assert.True(await run.FlushAsync());

        daemon.Ingest.Read(run.Id, stored =>
        {
            Assert.Equal(8, stored.Frames[0].Values.Length);
            Assert.Equal([(double)0.1f, 2], stored.Samples.Select(s => s.Value));
            return 0;
        });
    }

    [Fact]
    public async Task Log_BadNamesAndSteps_AreDroppedCountedAndSaidOnceAndTheRestArrives()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));

        for (int step = 1; step <= 3; step++)
            run.Log(step, ("good", step), ("line\nbreak", 1), ("", 1), (null!, 1), (new string('x', 10_000), 1), ("lone\uD800", 1), ("good2", 1));
        run.Log(-1, "good", 1);
        run.Log(4, ("twice", 1), ("twice", 2));
        Assert.True(await run.FlushAsync());

        Assert.Equal(
            ["good 1", "good2 1", "good 2", "good2 1", "good 3", "good2 1", "twice 2"],
            daemon.Ingest.Read(run.Id, stored => stored.Samples.Select(s => $"{s.Metric} {s.Value}").ToArray()));
        Assert.Equal(15 + 1 + 1, run.Counters.Dropped);
        Assert.Single(trainer.Messages, message => message.Contains("metric name 'line?break'", StringComparison.Ordinal));
        Assert.Single(trainer.Messages, message => message.Contains("Step -1", StringComparison.Ordinal));
        Assert.Equal(2, trainer.Messages.Count);
    }

    [Fact]
    public async Task Log_AfterDispose_IsCountedAsDropped()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));
        run.Log(1, "a", 1);
        await run.DisposeAsync();

        run.Log(2, "a", 1);
        run.SetFacts(new Facts());
        run.Finish();
        await run.DisposeAsync();

        Assert.Equal(new RunCounters(Logged: 1, Sent: 1, Acknowledged: 1, Dropped: 1, Rejected: 0), run.Counters);
    }

    [Fact]
    public async Task SetFacts_BetweenRows_ArrivesInItsPlace()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address) with { Attempt = 3, Rank = 1, WorldSize = 2 });

        run.Log(1, "a", 1);
        run.SetFacts(new Facts { Optimizer = "adam" });
        run.Log(2, "a", 1);
        Assert.True(await run.FinishAsync(RunStatus.Failed, "the loss was infinite"));

        daemon.Ingest.Read(run.Id, stored =>
        {
            Assert.Equal(2, stored.Frames.Count);
            Assert.Equal("adam", Assert.Single(stored.Facts).Optimizer);
            Assert.Equal((RunStatus.Failed, "the loss was infinite"), (stored.Finish!.Status, stored.Finish.Reason));
            Assert.Equal((3u, 1u, 2u), (stored.Hellos[0].Attempt, stored.Hellos[0].Rank, stored.Hellos[0].WorldSize));
            Assert.All(stored.Samples, sample => Assert.Equal(3, sample.Attempt));
            return 0;
        });
    }

    [Theory]
    [InlineData("no-id", null, 1, "32 lower-case")]
    [InlineData(null, "ftp://x", 1, "unix:/PATH")]
    [InlineData(null, null, 0, "Attempt")]
    public void Start_BadOption_SaysWhich(string? run, string? server, int attempt, string expected)
    {
        var options = new RunOptions { Run = run, Server = server, Attempt = attempt };
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => TrackerRun.Start(options)).Message, StringComparison.Ordinal);
    }
}
