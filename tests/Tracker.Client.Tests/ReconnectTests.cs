using CsCheck;
using Tracker.Client.Tests.Fakes;

namespace Tracker.Client.Tests;

public sealed class ReconnectTests
{
    private static readonly Gen<(int[] Breaks, int Rows, int Window)> Plans =
        Gen.Select(Gen.Int[-6, 12].Where(n => n != 0).Array[0, 6], Gen.Int[1, 400], Gen.Int[1, 20]);

    [Fact]
    public async Task Log_RandomDisconnects_StoresEachSampleOnce()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        await Plans.SampleAsync(async plan =>
        {
            using var trainer = new Trainer();
            foreach (int count in plan.Breaks)
                daemon.Faults.BreakAfter.Enqueue(count);
            await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address) with
            {
                BatchSamples = 8,
                UnacknowledgedMessages = plan.Window,
            });
            var logged = new List<(string, long, double)>();
            for (int step = 0; step < plan.Rows; step++)
            {
                run.Log(step, ("a", step), ("b", -step));
                logged.Add(("a", step, step));
                logged.Add(("b", step, -step));
                if (step % 7 == 0)
                {
                    run.Log(step, "c", step);
                    logged.Add(("c", step, step));
                }
            }

            Assert.True(await run.FinishAsync());
            // Faults that this plan did not reach must not hit the next one.
            daemon.Faults.BreakAfter.Clear();
            Assert.Equal(logged, daemon.Ingest.Read(run.Id, stored => stored.Samples.Select(s => (s.Metric, s.Step, s.Value)).ToList()));
            Assert.Equal(logged.Count, run.Counters.Acknowledged);
        }, iter: 25, threads: 1);
    }

    [Fact]
    public async Task Start_DaemonAway_SaysSoOnceAndSendsAllWhenItComes()
    {
        FakeDaemon first = await FakeDaemon.StartAsync();
        int port = first.Port;
        await first.DisposeAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options($"http://127.0.0.1:{port}"));
        for (int step = 0; step < 5_000; step++)
            run.Log(step, "a", step);
        await trainer.HeardAsync("cannot be reached");

        await using FakeDaemon daemon = await FakeDaemon.StartAsync(port: port);
        Assert.True(await run.FlushAsync());

        Assert.Equal(5_000, daemon.Ingest.Read(run.Id, stored => stored.Samples.Count));
        await trainer.HeardAsync("answers");
        Assert.Equal(2, trainer.Messages.Count);
    }

    [Fact]
    public async Task Finish_DaemonAway_LeavesTheSpoolAndTheNextProcessSendsIt()
    {
        FakeDaemon away = await FakeDaemon.StartAsync();
        string address = away.Address;
        int port = away.Port;
        await away.DisposeAsync();
        using var trainer = new Trainer();
        RunOptions options = trainer.Options(address) with { CloseTimeout = TimeSpan.FromMilliseconds(200) };
        string run;
        await using (TrackerRun first = TrackerRun.Start(options))
        {
            run = first.Id;
            first.Log(1, "a", 1);
            first.Log(2, "a", 2);
            Assert.False(await first.FinishAsync());
        }

        await trainer.HeardAsync("are not acknowledged. They stay in");

        await using FakeDaemon daemon = await FakeDaemon.StartAsync(port: port);
        await using TrackerRun second = TrackerRun.Start(options with { Attempt = 2, CloseTimeout = TimeSpan.FromSeconds(60) });
        second.Log(3, "a", 3);
        Assert.True(await second.FlushAsync());

        daemon.Ingest.Read(run, stored =>
        {
            Assert.Equal([(1, 1.0), (1, 2.0), (2, 3.0)], stored.Samples.Select(s => (s.Attempt, s.Value)));
            Assert.Equal(1, stored.ProducerCount);
            return 0;
        });
        // What an earlier process logged is not counted by this one.
        Assert.Equal((1, 1), (second.Counters.Logged, second.Counters.Acknowledged));
    }

    [Fact]
    public async Task Report_DaemonLostItsData_GetsTheRestUnderANewProducer()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));
        run.Log(1, "a", 1);
        Assert.True(await run.FlushAsync());

        daemon.Ingest.Forget();
        await BreakNowAsync(daemon, run);
        run.Log(2, "a", 2);
        Assert.True(await run.FlushAsync());

        daemon.Ingest.Read(run.Id, stored =>
        {
            Assert.Equal(2, stored.Samples[^1].Value);
            Assert.Equal(2, stored.Hellos.Select(hello => hello.Producer).Distinct().Count());
            return 0;
        });
    }

    [Fact]
    public async Task Report_FirstServerDies_GoesOnWithTheNext()
    {
        FakeDaemon first = await FakeDaemon.StartAsync();
        await using FakeDaemon second = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options($"{first.Address},{second.Address}"));
        run.Log(1, "a", 1);
        Assert.True(await run.FlushAsync());

        await first.DisposeAsync();
        run.Log(2, "a", 2);
        Assert.True(await run.FlushAsync());

        Assert.Equal([1.0], first.Ingest.Read(run.Id, stored => stored.Samples.Select(s => s.Value).ToArray()));
        Assert.Equal([2.0], second.Ingest.Read(run.Id, stored => stored.Samples.Select(s => s.Value).ToArray()));
    }

    [Fact]
    public async Task Report_DaemonAsksForAResend_SendsAgainFromThere()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        daemon.Faults.LoseOnce = 3;
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address) with { BatchSamples = 1 });

        for (int step = 0; step < 20; step++)
            run.Log(step, "a", step);
        Assert.True(await run.FinishAsync());

        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => (double)i), daemon.Ingest.Read(run.Id, stored => stored.Samples.Select(s => s.Value).ToArray()));
        Assert.Equal(1, daemon.Ingest.Read(run.Id, stored => stored.Hellos.Count));
    }

    [Fact]
    public async Task Report_SetRejected_IsCountedSaidOnceAndOtherSetsGoOn()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        daemon.Faults.Reject = request => request.MetricSet?.Names.Contains("bad") == true ? "the run has 2,000 metrics already." : null;
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));

        for (int step = 0; step < 3; step++)
        {
            run.Log(step, "bad", 1);
            run.Log(step + 100, "good", 1);
            Assert.True(await run.FlushAsync());
        }

        Assert.Equal(3, daemon.Ingest.Read(run.Id, stored => stored.Samples.Count(s => s.Metric == "good")));
        Assert.Equal(3, run.Counters.Acknowledged);
        // The first went out with its set; the others were not even sent.
        Assert.Equal((1, 2), (run.Counters.Rejected, run.Counters.Dropped));
        Assert.Single(trainer.Messages, message => message.Contains("2,000 metrics", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Report_DaemonTakesSmallMessages_SendsSmallOnes()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        daemon.Faults.MaxSamples = 10;
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));
        run.Log(0, "a", 0);
        Assert.True(await run.FlushAsync());

        for (int step = 1; step < 100; step++)
            run.Log(step, "a", step);
        Assert.True(await run.FlushAsync());

        Assert.All(daemon.Ingest.Read(run.Id, stored => stored.Frames.ToArray()), frames => Assert.InRange(frames.StepDeltas.Count, 1, 10));
        Assert.Equal(100, run.Counters.Acknowledged);
    }

    private static async Task BreakNowAsync(FakeDaemon daemon, TrackerRun run)
    {
        daemon.Ingest.BreakCalls();
        await daemon.Ingest.WhenAsync(run.Id, stored => stored.Hellos.Count > 0);
    }
}
