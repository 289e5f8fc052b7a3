using System.Globalization;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Jobs;
using Tracker.Runtime.Jobs.Posix;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Jobs;

public sealed class JobSupervisorTests
{
    [Fact]
    public async Task Submit_ScriptThatEnds_FinishesItsRunBySupervisor()
    {
        await using var bench = new JobBench();
        var (job, end) = await bench.RunAsync("exit 0");
        Assert.Equal(RunStatus.Finished, end.Status);
        Assert.True(end.BySupervisor);
        Assert.Equal(JobPhase.Exited, job.State.Phase);
        Assert.Equal(0, job.State.ExitCode);
        Assert.Equal(bench.Router.Hellos[job.Run].Facts.Name, job.Spec.Name);
        Assert.Contains(bench.Router.Inputs, i => i.Input is MarkInput { Kind: MarkKind.Job, Text: "Script" });
    }

    [Fact]
    public async Task Submit_ScriptThatFails_NamesCodeAndLastErrorLine()
    {
        await using var bench = new JobBench();
        var (job, end) = await bench.RunAsync("echo working; echo 'no such column: loss' >&2; exit 3");
        Assert.Equal(RunStatus.Failed, end.Status);
        Assert.Equal("exit code 3: no such column: loss", end.Reason);
        Assert.Equal("no such column: loss", bench.Supervisor.ReadErrorTail(job.Run).Trim());
    }

    [Fact]
    public async Task Submit_ScriptThatAborts_NamesSignalAndWhat()
    {
        await using var bench = new JobBench();
        var (_, end) = await bench.RunAsync(
            """
            echo "terminate called after throwing an instance of 'c10::Error'" >&2
            echo "  what():  mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)" >&2
            kill -ABRT $$
            """);
        Assert.Equal("exit code 134 (aborted in native code): mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", end.Reason);
    }

    [Fact]
    public async Task Submit_ScriptKilledHard_FailsWithCode137()
    {
        await using var bench = new JobBench();
        var (job, end) = await bench.RunAsync("kill -KILL $$");
        Assert.Equal(RunStatus.Failed, end.Status);
        Assert.Equal(137, job.State.ExitCode);
        Assert.StartsWith("exit code 137 (killed (SIGKILL)", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_Environment_HoldsTheRecipeAndNothingOfTheDaemon()
    {
        await using var bench = new JobBench();
        Environment.SetEnvironmentVariable("TRACKER_TEST_SECRET", "do not pass");
        var (job, _) = await bench.RunAsync("env; pwd; umask; ls /proc/self/fd | tr '\\n' ' '");
        var lines = await File.ReadAllLinesAsync(Path.Combine(bench.DirectoryOf(job.Run), "stdout.log"));
        Assert.Contains($"TRACKER_RUN={job.Run}", lines);
        Assert.Contains($"TRACKER_SERVER={bench.Options.Server}", lines);
        Assert.Contains("MALLOC_MMAP_THRESHOLD_=131072", lines);
        Assert.Contains("OMP_NUM_THREADS=1", lines);
        Assert.Contains("DOTNET_gcServer=0", lines);
        Assert.Contains(bench.DirectoryOf(job.Run), lines);
        Assert.DoesNotContain(lines, l => l.Contains("do not pass", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.StartsWith("CUDA_VISIBLE_DEVICES", StringComparison.Ordinal));
        Assert.Equal("0 1 2 3", lines[^1].Trim());
    }

    [Theory]
    [InlineData("cpu", "[]")]
    [InlineData("cuda:3", "[3]")]
    public async Task Submit_Device_SetsVisibleGpus(string device, string seen)
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", "echo \"[$CUDA_VISIBLE_DEVICES]\"");
        await bench.StartAsync();
        var job = (await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Script", Device = device }, CancellationToken.None)).Job!;
        Assert.Equal(seen, await bench.FileOf(job, "stdout.log"));
    }

    [Fact]
    public async Task Submit_Files_BelongToTheOwnerAlone()
    {
        await using var bench = new JobBench();
        var (job, _) = await bench.RunAsync("echo data >checkpoints/one");
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (var path in Directory.EnumerateFileSystemEntries(bench.DirectoryOf(job.Run), "*", SearchOption.AllDirectories))
        {
            Assert.True((File.GetUnixFileMode(path) & others) == 0, path);
        }
    }

    [Fact]
    public async Task Cancel_JobThatHonoursTerm_EndsCancelledWithItsCode()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", "trap 'echo bye; exit 75' TERM; echo up >up; while :; do sleep 0.05; done");
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        await bench.FileOf(job, "up");
        var stopping = (await bench.Supervisor.CancelAsync(job.Run, null, CancellationToken.None)).Job!;
        Assert.Equal(JobPhase.Stopping, stopping.State.Phase);
        var end = await bench.Router.EndOf(job.Run);
        Assert.Equal((RunStatus.Cancelled, "cancelled"), (end.Status, end.Reason));
        Assert.Equal(75, bench.Supervisor.Find(job.Run.ToString()).Job!.State.ExitCode);
        Assert.Equal("bye", await bench.FileOf(job, "stdout.log"));
    }

    [Fact]
    public async Task Cancel_JobThatIgnoresTerm_IsKilledAfterGraceWithItsChildren()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", "trap '' TERM; sleep 1000 & echo $! >child; wait");
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        var child = int.Parse(await bench.FileOf(job, "child"), CultureInfo.InvariantCulture);
        await bench.Supervisor.CancelAsync(job.Run, TimeSpan.FromSeconds(0.3), CancellationToken.None);
        var end = await bench.Router.EndOf(job.Run);
        Assert.Equal("cancelled: it did not stop within 0.3 s and was killed", end.Reason);
        await Eventually.HoldsAsync("the child is gone", () => IsGone(child));
    }

    [Fact]
    public async Task End_JobThatLeavesChildren_TheyAreKilled()
    {
        await using var bench = new JobBench();
        var (job, end) = await bench.RunAsync("trap '' TERM; sleep 1000 & echo $! >child; exit 0");
        Assert.Equal(RunStatus.Finished, end.Status);
        var child = int.Parse(await bench.FileOf(job, "child"), CultureInfo.InvariantCulture);
        await Eventually.HoldsAsync("the child is gone", () => IsGone(child));
    }

    [Fact]
    public async Task Cancel_QueuedJob_NeverRuns()
    {
        await using var bench = new JobBench(slots: 1);
        bench.AddPlugin("Long", "sleep 1000");
        bench.AddPlugin("Next", "echo ran");
        await bench.StartAsync();
        var first = await bench.SubmitAsync("Long");
        var second = await bench.SubmitAsync("Next");
        Assert.Equal((JobPhase.Queued, 1), (second.State.Phase, second.QueuePlace));
        await bench.Supervisor.CancelAsync(second.Run, null, CancellationToken.None);
        Assert.Equal(RunStatus.Cancelled, (await bench.Router.EndOf(second.Run)).Status);
        await bench.Supervisor.CancelAsync(first.Run, TimeSpan.Zero, CancellationToken.None);
        await bench.Router.EndOf(first.Run);
        Assert.False(File.Exists(Path.Combine(bench.DirectoryOf(second.Run), "stdout.log")));
    }

    [Fact]
    public async Task Cancel_JobThatIsOver_SaysSo()
    {
        await using var bench = new JobBench();
        var (job, _) = await bench.RunAsync("exit 0");
        var result = await bench.Supervisor.CancelAsync(job.Run, null, CancellationToken.None);
        Assert.Equal(JobRefusal.NotPossible, result.Refusal);
        Assert.Contains("over already", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_QueueIsFull_IsRefusedUntilAJobEnds()
    {
        await using var bench = new JobBench(slots: 1);
        bench.Options.Limits = new JobLimits { QueueLength = 1 };
        bench.AddPlugin("Wait", "sleep 60");
        await bench.StartAsync();
        var running = await bench.SubmitAsync("Wait");
        await Eventually.HoldsAsync("it runs", () => bench.Supervisor.Find(running.Run.ToString()).Job!.State.Phase == JobPhase.Running);
        var queued = await bench.SubmitAsync("Wait");

        var refused = await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Wait" }, CancellationToken.None);

        Assert.Equal((JobRefusal.Full, "1 jobs wait already: submit again when some have ended."), (refused.Refusal, refused.Reason));
        await bench.Supervisor.CancelAsync(queued.Run, null, CancellationToken.None);
        await bench.SubmitAsync("Wait");
    }

    [Fact]
    public async Task Submit_MoreThanSlots_NeverRunsMoreAtOnceAndKeepsTheOrder()
    {
        await using var bench = new JobBench(slots: 2);
        bench.AddPlugin(
            "Count",
            """
            all=$(dirname "$PWD")/../counts; mkdir -p "$all/now"
            touch "$all/now/$TRACKER_RUN"; ls "$all/now" | wc -l >>"$all/seen"; echo $TRACKER_RUN >>"$all/order"
            sleep 0.1; rm "$all/now/$TRACKER_RUN"
            """);
        await bench.StartAsync();
        var jobs = new List<Job>();
        for (var i = 0; i < 8; i++) jobs.Add(await bench.SubmitAsync("Count"));
        foreach (var job in jobs) Assert.Equal(RunStatus.Finished, (await bench.Router.EndOf(job.Run)).Status);
        var counts = Path.Combine(Path.GetDirectoryName(bench.Options.Directory)!, "counts");
        var seen = await File.ReadAllLinesAsync(Path.Combine(counts, "seen"));
        Assert.Equal(8, seen.Length);
        Assert.All(seen, n => Assert.InRange(int.Parse(n, CultureInfo.InvariantCulture), 1, 2));
        var starts = bench.Supervisor.List(includeExited: true).Select(j => j.State.StartedAt).ToArray();
        Assert.Equal(starts.Order(), starts);
    }

    [Fact]
    public async Task Submit_SameRequestTwice_IsOneJob()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", "exit 0");
        await bench.StartAsync();
        var request = new JobRequest { Plugin = "Script", RequestId = "r1" };
        var both = await Task.WhenAll(
            bench.Supervisor.SubmitAsync(request, CancellationToken.None),
            bench.Supervisor.SubmitAsync(request, CancellationToken.None));
        Assert.Equal(both[0].Job!.Run, both[1].Job!.Run);
        await bench.LeaveAsync();
        await bench.StartAsync();
        var later = await bench.Supervisor.SubmitAsync(request, CancellationToken.None);
        Assert.Equal(both[0].Job!.Run, later.Job!.Run);
        Assert.Single(bench.Supervisor.List(includeExited: true));
    }

    [Fact]
    public async Task Submit_StoreRefuses_LeavesNothingBehind()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", "exit 0");
        await bench.StartAsync();
        bench.Router.Answer = SubmitState.StoreFailed;
        var result = await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Script" }, CancellationToken.None);
        Assert.Equal(JobRefusal.Unavailable, result.Refusal);
        Assert.Contains("the disk is full", result.Reason, StringComparison.Ordinal);
        Assert.Empty(bench.Supervisor.List(includeExited: true));
        Assert.Empty(Directory.GetDirectories(bench.Options.Directory));
    }

    [Fact]
    public async Task ReadOutput_Follow_GivesAllUntilTheEnd()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", "echo one; echo two >&2; until [ -e go ]; do sleep 0.02; done; echo three");
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        var text = "";
        await foreach (var piece in bench.Supervisor.ReadOutputAsync(job.Run, new JobOutputWish(JobOutputKind.Output, Follow: true), CancellationToken.None))
        {
            text += System.Text.Encoding.UTF8.GetString(piece.Data.Span);
            if (text == "one\n") await File.WriteAllTextAsync(Path.Combine(bench.DirectoryOf(job.Run), "go"), "");
        }

        Assert.Equal("one\nthree\n", text);
    }

    private static bool IsGone(int pid) => ProcessStat.Read(pid) is null or { State: 'Z' };
}
