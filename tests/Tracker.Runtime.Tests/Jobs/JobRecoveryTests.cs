using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Jobs;
using Tracker.Runtime.Journal;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Jobs;

public sealed class JobRecoveryTests
{
    private const string UntilTold = "echo up >up; until [ -e go ]; do sleep 0.02; done; exit 7";

    [Fact]
    public async Task Start_JobOfAnEarlierDaemonRuns_IsTakenBackAndFollowedToItsEnd()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", UntilTold);
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        await bench.FileOf(job, "up");
        await bench.LeaveAsync();
        await bench.StartAsync();
        var again = bench.Supervisor.Find(job.Run.ToString()).Job!;
        Assert.Equal((JobPhase.Running, bench.Supervisor.SlotsInUse), (again.State.Phase, 1));
        await File.WriteAllTextAsync(Path.Combine(bench.DirectoryOf(job.Run), "go"), "");
        Assert.Equal("exit code 7", (await bench.Router.EndOf(job.Run)).Reason);
    }

    [Fact]
    public async Task Start_JobEndedWhileAway_ReadsItsExitFile()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", UntilTold);
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        await bench.FileOf(job, "up");
        await bench.LeaveAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.DirectoryOf(job.Run), "go"), "");
        await bench.FileOf(job, "exit");
        await bench.StartAsync();
        var end = await bench.Router.EndOf(job.Run);
        Assert.Equal((RunStatus.Failed, "exit code 7"), (end.Status, end.Reason));
    }

    [Fact]
    public async Task Start_PidBelongsToAnotherProcess_JobIsLostAndTheStrangerLives()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", UntilTold);
        await bench.StartAsync();
        var stranger = await bench.SubmitAsync("Script");
        var job = await bench.SubmitAsync("Script");
        await bench.FileOf(stranger, "up");
        await bench.FileOf(job, "up");
        await bench.LeaveAsync();
        using (var process = JobProcess.Open(job.State.Process!))
        {
            process!.Kill();
            process.Reap();
        }

        // As after a long outage: the job's number is another process's now.
        var current = bench.Supervisor.Find(stranger.Run.ToString()).Job!.State;
        new JobDirectory(bench.DirectoryOf(job.Run)).WriteState(job.State with { Pid = current.Pid, StartTime = current.StartTime - 1 });
        await bench.StartAsync();
        var end = await bench.Router.EndOf(job.Run);
        Assert.Equal((RunStatus.Failed, "lost: its process ended while the daemon was away and left no exit code"), (end.Status, end.Reason));
        Assert.True(current.Process!.Exists);
    }

    [Fact]
    public async Task Start_MachineWasRestarted_JobIsLostAndSaysSo()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", UntilTold);
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        await bench.FileOf(job, "up");
        await bench.LeaveAsync();
        var state = bench.Supervisor.Find(job.Run.ToString()).Job!.State;
        new JobDirectory(bench.DirectoryOf(job.Run)).WriteState(state with { BootId = "another boot" });
        await bench.StartAsync();
        Assert.Equal("lost: the machine was restarted while it ran", (await bench.Router.EndOf(job.Run)).Reason);
        using var process = JobProcess.Open(state.Process!);
        process!.Kill();
        process.Reap();
    }

    [Fact]
    public async Task Start_DaemonDiedBetweenTheWishToStopAndTheSignal_StopGoesOn()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", "trap 'exit 75' TERM; echo up >up; while :; do sleep 0.05; done");
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        await bench.FileOf(job, "up");
        await bench.LeaveAsync();
        var state = bench.Supervisor.Find(job.Run.ToString()).Job!.State;
        var now = Timestamp.From(bench.Time.GetUtcNow()).Microseconds;
        new JobDirectory(bench.DirectoryOf(job.Run)).WriteState(state with { Phase = JobPhase.Stopping, StopAskedAt = now, GraceSeconds = 20 });
        await bench.StartAsync();
        Assert.Equal(RunStatus.Cancelled, (await bench.Router.EndOf(job.Run)).Status);
    }

    [Fact]
    public async Task Start_DaemonDiedBetweenTheStartAndTheWrite_ProcessIsFoundByItsRun()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", UntilTold);
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        await bench.FileOf(job, "up");
        await bench.LeaveAsync();
        var state = bench.Supervisor.Find(job.Run.ToString()).Job!.State;
        new JobDirectory(bench.DirectoryOf(job.Run)).WriteState(state with { Phase = JobPhase.Starting, Pid = 0, BootId = "", StartTime = 0 });
        await bench.StartAsync();
        var again = bench.Supervisor.Find(job.Run.ToString()).Job!.State;
        Assert.Equal((JobPhase.Running, state.Pid), (again.Phase, again.Pid));
    }

    [Fact]
    public async Task Start_JobEndedWhileABackupWasMade_TellsItsRunOnceMore()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", UntilTold);
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        await bench.FileOf(job, "up");
        await File.WriteAllTextAsync(Path.Combine(bench.DirectoryOf(job.Run), "go"), "");
        await Eventually.HoldsAsync("it is over", () => File.Exists(Path.Combine(bench.DirectoryOf(job.Run), "over")));
        await bench.LeaveAsync();
        RestoredJobs.Mark(bench.Options.Directory, bench.Time.GetUtcNow());
        bench.Router.Inputs.Clear();

        await bench.StartAsync();
        await Eventually.HoldsAsync("it is over", () => File.Exists(Path.Combine(bench.DirectoryOf(job.Run), "over")));
        await bench.LeaveAsync();
        Assert.Equal(RunStatus.Failed, Assert.IsType<FinishInput>(Assert.Single(bench.Router.Inputs).Input).Status);

        bench.Router.Inputs.Clear();
        await bench.StartAsync();
        Assert.Empty(bench.Router.Inputs);
    }

    [Fact]
    public async Task Start_QueuedJobCameFromABackup_EndsAndIsNotStarted()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", UntilTold);
        await bench.StartAsync();
        var first = await bench.SubmitAsync("Script");
        var second = await bench.SubmitAsync("Script");
        await bench.FileOf(first, "up");
        await bench.FileOf(second, "up");
        var queued = await bench.SubmitAsync("Script");
        await bench.LeaveAsync();
        RestoredJobs.Mark(Path.GetDirectoryName(bench.DirectoryOf(queued.Run))!, DateTimeOffset.UnixEpoch);

        await bench.StartAsync();

        var end = await bench.Router.EndOf(queued.Run);
        Assert.Equal(
            (RunStatus.Cancelled, "it waited in the queue when the backup was made, and a restored daemon starts nothing by itself: submit it again"),
            (end.Status, end.Reason));
        foreach (var job in new[] { first, second })
        {
            await File.WriteAllTextAsync(Path.Combine(bench.DirectoryOf(job.Run), "go"), "");
            await bench.Router.EndOf(job.Run);
        }

        Assert.False(File.Exists(Path.Combine(bench.DirectoryOf(queued.Run), "up")));
    }

    [Fact]
    public async Task Start_QueuedJobs_RunInTheirOrder()
    {
        await using var bench = new JobBench(slots: 1);
        bench.AddPlugin("Script", UntilTold);
        bench.AddPlugin("Next", "exit 0");
        await bench.StartAsync();
        var first = await bench.SubmitAsync("Script");
        var next = await bench.SubmitAsync("Next");
        await bench.FileOf(first, "up");
        await bench.LeaveAsync();
        await bench.StartAsync();
        Assert.Equal(JobPhase.Queued, bench.Supervisor.Find(next.Run.ToString()).Job!.State.Phase);
        await File.WriteAllTextAsync(Path.Combine(bench.DirectoryOf(first.Run), "go"), "");
        Assert.Equal(RunStatus.Finished, (await bench.Router.EndOf(next.Run)).Status);
    }

    [Fact]
    public async Task Start_EndThatTheRunWasNotToldOf_IsTold()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", UntilTold);
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        await bench.FileOf(job, "up");
        bench.Router.Answer = SubmitState.StoreFailed;
        await File.WriteAllTextAsync(Path.Combine(bench.DirectoryOf(job.Run), "go"), "");
        await Tracker.Testing.Eventually.HoldsAsync(
            "the job is over",
            () => bench.Supervisor.Find(job.Run.ToString()).Job!.State.Phase == JobPhase.Exited);
        await bench.LeaveAsync();
        bench.Router.Answer = SubmitState.Durable;
        await bench.StartAsync();
        Assert.Equal("exit code 7", (await bench.Router.EndOf(job.Run)).Reason);
    }

    [Fact]
    public async Task Start_RunWasNeverMadeAndTheStoreFailsAtFirst_IsMadeAndThenToldTheEnd()
    {
        await using var bench = new JobBench();
        var (job, _) = await bench.RunAsync("exit 7");
        await bench.LeaveAsync();
        new JobDirectory(bench.DirectoryOf(job.Run)).WriteState(job.State with { RunMade = false, EndReported = false });
        bench.Router.Inputs.Clear();
        var failures = 1;
        bench.Router.Making = _ =>
        {
            if (failures-- > 0) throw new StoreException("the disk is full");
        };
        await bench.StartAsync();
        await Tracker.Testing.Eventually.HoldsAsync(
            "the end is noted", () => bench.Supervisor.Find(job.Run.ToString()).Job!.State.EndReported);
        Assert.Equal([typeof(MarkInput), typeof(FinishInput)], bench.Router.Inputs.Select(told => told.Input.GetType()));
    }

    [Fact]
    public async Task Start_DirectoryThatIsNoJob_IsLeftAlone()
    {
        await using var bench = new JobBench();
        Directory.CreateDirectory(Path.Combine(bench.Options.Directory, "notes"));
        await bench.StartAsync();
        Assert.Empty(bench.Supervisor.List(includeExited: true));
        Assert.True(Directory.Exists(Path.Combine(bench.Options.Directory, "notes")));
    }
}
