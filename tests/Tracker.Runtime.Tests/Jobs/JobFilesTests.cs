using Tracker.Core.Runs;
using Tracker.Runtime.Jobs;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Jobs;

/// <summary>Jobs whose files cannot be written.</summary>
public sealed class JobFilesTests
{
    [Fact]
    public async Task Submit_JobsFolderIsNoFolder_IsRefusedWithThePath()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", "exit 0");
        bench.AddPlugin("Unknown", "exit 0");
        await bench.StartAsync();
        var first = await bench.SubmitAsync("Script");
        await Eventually.HoldsAsync("the first is over", () => bench.Supervisor.Find(first.Run.ToString()).Job!.State.EndReported);
        Directory.Delete(bench.Options.Directory, recursive: true);
        await File.WriteAllTextAsync(bench.Options.Directory, "", TestContext.Current.CancellationToken);

        var known = await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Script" }, CancellationToken.None);
        var unknown = await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Unknown" }, CancellationToken.None);

        Assert.Equal(JobRefusal.Unavailable, known.Refusal);
        Assert.StartsWith($"The job could not be written to {bench.Options.Directory}: ", known.Reason, StringComparison.Ordinal);
        Assert.Equal(JobRefusal.NotPossible, unknown.Refusal);
        Assert.StartsWith($"Plugin 'Unknown' cannot be used: its description cannot be written below {bench.Options.Directory}: ", unknown.Reason, StringComparison.Ordinal);
        Assert.Single(bench.Supervisor.List(includeExited: true));
    }

    [Fact]
    public async Task Submit_StateCannotBeWrittenOnceTheRunIsMade_RunEndsWithTheReason()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", "exit 0");
        await bench.StartAsync();
        bench.Router.Making = run => Directory.CreateDirectory(Path.Combine(bench.DirectoryOf(run), "state.json.tmp"));

        var job = await bench.SubmitAsync("Script");

        var end = await bench.Router.EndOf(job.Run);
        Assert.Equal(RunStatus.Failed, end.Status);
        Assert.StartsWith("it could not be started: ", end.Reason, StringComparison.Ordinal);
        Assert.Equal(JobPhase.Exited, bench.Supervisor.Find(job.Run.ToString()).Job!.State.Phase);
        Assert.Equal(0, bench.Supervisor.SlotsInUse);
    }

    [Fact]
    public async Task Submit_RunCannotBeMade_NextDaemonFindsNoJob()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", "exit 0");
        await bench.StartAsync();
        bench.Router.Answer = Tracker.Runtime.Ingest.SubmitState.StoreFailed;

        var result = await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Script" }, CancellationToken.None);

        Assert.Equal(JobRefusal.Unavailable, result.Refusal);
        await bench.LeaveAsync();
        await bench.StartAsync();
        Assert.Empty(bench.Supervisor.List(includeExited: true));
    }
}
