using Tracker.Client.Tests.Fakes;

namespace Tracker.Client.Tests;

public sealed class NeverBlocksTests
{
    [Fact]
    public async Task Log_ServerNeverReadsAndTheSpoolIsFull_GoesOnAndCountsWhatIsLost()
    {
        const int Rows = 400_000;
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        daemon.Faults.ReadGate = gate.Task;
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address) with { SpoolLimitBytes = 64 << 10, UnacknowledgedMessages = 65_536 });

        // A call that waited for the server would never return: the test would end at its time limit.
        for (int step = 0; step < Rows; step++)
            run.Log(step, "a", step);
        await trainer.HeardAsync("is full");
        Assert.InRange(Directory.EnumerateFiles(trainer.SpoolPath, "*.seg", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length), 1, 128 << 10);
        gate.SetResult();
        Assert.True(await run.FlushAsync());

        RunCounters counters = run.Counters;
        Assert.True(counters.Dropped > 0);
        double[] stored = daemon.Ingest.Read(run.Id, s => s.Samples.Select(x => x.Value).ToArray());
        Assert.Equal(stored.Length, counters.Acknowledged);
        Assert.Equal(Rows, counters.Acknowledged + counters.Dropped);
        Assert.Equal(0, stored[0]);
        Assert.Equal(stored.Distinct().Order(), stored);

        // What is logged once there is room again is kept.
        run.Log(Rows, "a", -1);
        Assert.True(await run.FlushAsync());
        Assert.Equal(-1, daemon.Ingest.Read(run.Id, s => s.Samples[^1].Value));
        await trainer.HeardAsync("kept again");
    }

    [Fact]
    public async Task Log_NoDaemonAtAll_AllocatesNothingPerCall()
    {
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options("unix:" + trainer.SpoolPath + ".sock") with
        {
            CloseTimeout = TimeSpan.Zero,
            BatchInterval = TimeSpan.FromSeconds(10),
            BatchSamples = 5_000,
        });
        for (int step = 0; step < 4_000; step++)
            run.Log(step, ("a", 1), ("b", 2));
        await run.FlushAsync();
        for (int step = 0; step < 1_000; step++)
            run.Log(step, ("a", 1), ("b", 2));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 1_000; step++)
            run.Log(step, ("a", 1), ("b", 2));
        long perCall = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;

        // Pages double now and then; a call that allocated would cost 24 bytes at least.
        Assert.InRange(perCall, 0, 200);
    }

    [Fact]
    public async Task Start_SpoolFolderCannotBeMade_SaysWhereTheSamplesGoInstead()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await File.WriteAllTextAsync(trainer.SpoolPath, "a file where the folder should be", TestContext.Current.CancellationToken);
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));

        run.Log(1, "a", 1);
        Assert.True(await run.FinishAsync());

        Assert.Equal(1, daemon.Ingest.Read(run.Id, stored => stored.Samples.Count));
        Assert.Single(trainer.Messages, message => message.Contains("samples wait in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OnMessage_ThatThrows_HarmsNothing()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address) with { OnMessage = _ => throw new InvalidOperationException() });

        run.Log(-1, "a", 1);
        run.Log(1, "a", 1);

        Assert.True(await run.FlushAsync());
        Assert.Equal(1, daemon.Ingest.Read(run.Id, stored => stored.Samples.Count));
    }
}
