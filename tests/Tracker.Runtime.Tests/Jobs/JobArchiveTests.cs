using Tracker.Core.Runs;
using Tracker.Runtime.Jobs;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Jobs;

/// <summary>Jobs that are over: few in memory, all on disk, found and listed from there, and gone when nobody wants them.</summary>
public sealed class JobArchiveTests
{
    [Fact]
    public async Task Jobs_AreOver_OnlyTheNewestStayInMemoryAndAllAreFoundAndListed()
    {
        await using var bench = new JobBench();
        bench.Options.Limits = bench.Options.Limits with { ExitedInMemory = 2 };
        var jobs = await RunJobsAsync(bench, 5);
        await Eventually.HoldsAsync("memory is trimmed", () => bench.Supervisor.List(includeExited: true).Count == 2);
        await AssertAllFoundAsync(bench.Supervisor, jobs);

        // The next daemon reads as few.
        await bench.LeaveAsync();
        var next = await bench.StartAsync();
        Assert.Equal(jobs[3..].Select(j => j.Run), next.List(includeExited: true).Select(j => j.Run));
        await AssertAllFoundAsync(next, jobs);
    }

    [Fact]
    public async Task ListPage_PagesOfTwo_HoldEachJobOnce()
    {
        await using var bench = new JobBench();
        bench.Options.Limits = bench.Options.Limits with { ExitedInMemory = 1 };
        var jobs = await RunJobsAsync(bench, 5);
        var seen = new List<RunId>();
        for (RunId? before = null; ;)
        {
            var (page, hasMore) = bench.Supervisor.ListPage(before, 2);
            seen.AddRange(page.Select(j => j.Run));
            if (!hasMore) break;
            Assert.Equal(2, page.Count);
            before = page[^1].Run;
        }

        Assert.Equal(jobs.Select(j => j.Run).Reverse(), seen);
    }

    [Fact]
    public async Task ForgetAsync_JobThatIsOver_LeavesNothing()
    {
        await using var bench = new JobBench();
        bench.Options.Limits = bench.Options.Limits with { ExitedInMemory = 1 };
        var jobs = await RunJobsAsync(bench, 3);
        await Eventually.HoldsAsync("memory is trimmed", () => bench.Supervisor.List(includeExited: true).Count == 1);
        foreach (var job in jobs)
        {
            Assert.True(await bench.Supervisor.ForgetAsync(job.Run, CancellationToken.None));
            Assert.Equal(JobRefusal.NotFound, bench.Supervisor.Find(job.Run.ToString()).Refusal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.Options.Directory));
        Assert.True(await bench.Supervisor.ForgetAsync(jobs[0].Run, CancellationToken.None));
    }

    [Fact]
    public async Task ForgetAsync_JobLeftAFolderThatItsOwnerMayNotWriteTo_LeavesNothing()
    {
        await using var bench = new JobBench();
        var job = (await RunJobsAsync(bench, 1))[0];
        var closed = Directory.CreateDirectory(Path.Combine(bench.DirectoryOf(job.Run), "cache", "closed"));
        JobBench.Write(Path.Combine(closed.FullName, "file"), "");
        closed.UnixFileMode = UnixFileMode.None;
        Assert.True(await bench.Supervisor.ForgetAsync(job.Run, CancellationToken.None));
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.Options.Directory));
    }

    [Fact]
    public async Task ForgetAsync_JobThatRuns_IsNotDone()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", "echo up >up; until [ -e go ]; do sleep 0.02; done");
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        await bench.FileOf(job, "up");
        Assert.False(await bench.Supervisor.ForgetAsync(job.Run, CancellationToken.None));
        Assert.True(Directory.Exists(bench.DirectoryOf(job.Run)));
        JobBench.Write(Path.Combine(bench.DirectoryOf(job.Run), "go"), "");
        await bench.Router.EndOf(job.Run);
        await Eventually.HoldsAsync("it can be forgotten", () => bench.Supervisor.ForgetAsync(job.Run, CancellationToken.None));
    }

    [Fact]
    public async Task Start_JobsAreOverForLongerThanTheyAreKept_AreRemoved()
    {
        await using var bench = new JobBench();
        var jobs = await RunJobsAsync(bench, 2);
        await bench.LeaveAsync();
        File.SetLastWriteTimeUtc(Path.Combine(bench.DirectoryOf(jobs[0].Run), "over"), DateTime.UtcNow - TimeSpan.FromHours(2));
        bench.Options.Limits = bench.Options.Limits with { KeepExited = TimeSpan.FromHours(1) };
        await bench.StartAsync();
        await Eventually.HoldsAsync("the old one is gone", () => !Directory.Exists(bench.DirectoryOf(jobs[0].Run)));
        Assert.True(Directory.Exists(bench.DirectoryOf(jobs[1].Run)));
    }

    [Fact]
    public async Task Submit_QueueIsFull_IsRefusedInOneSentence()
    {
        await using var bench = new JobBench(slots: 1);
        bench.Options.Limits = bench.Options.Limits with { QueueLength = 2 };
        bench.AddPlugin("Script", "until [ -e go ]; do sleep 0.02; done");
        await bench.StartAsync();
        var running = await bench.SubmitAsync("Script");
        for (var i = 0; i < 2; i++) await bench.SubmitAsync("Script");
        var refused = await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Script" }, CancellationToken.None);
        Assert.Equal((JobRefusal.Full, "2 jobs wait already: submit again when some have ended."), (refused.Refusal, refused.Reason));
        await bench.Supervisor.CancelAsync(running.Run, TimeSpan.Zero, CancellationToken.None);
        await Eventually.HoldsAsync("there is room", async () => (await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Script" }, CancellationToken.None)).Job is not null);
    }

    private static async Task<Job[]> RunJobsAsync(JobBench bench, int count)
    {
        bench.AddPlugin("Script", "echo hello");
        await bench.StartAsync();
        var jobs = new Job[count];
        for (var i = 0; i < count; i++)
        {
            jobs[i] = await bench.SubmitAsync("Script");
            var directory = bench.DirectoryOf(jobs[i].Run);
            await Eventually.HoldsAsync("it is over", () => File.Exists(Path.Combine(directory, "over")));
        }

        return jobs;
    }

    private static async Task AssertAllFoundAsync(JobSupervisor supervisor, Job[] jobs)
    {
        foreach (var job in jobs)
        {
            // By id, by name, and by all but the last digit of the id, which is random.
            foreach (var text in new[] { job.Run.ToString(), job.Spec.Name, job.Run.ToString()[..^1] }) Assert.Equal(job.Run, supervisor.Find(text).Job?.Run);
            Assert.Equal(JobRefusal.NotPossible, (await supervisor.CancelAsync(job.Run, null, CancellationToken.None)).Refusal);
            var output = 0;
            await foreach (var piece in supervisor.ReadOutputAsync(job.Run, new JobOutputWish(JobOutputKind.Output, Follow: true), CancellationToken.None)) output += piece.Data.Length;
            Assert.Equal(6, output);
        }

        Assert.Equal(jobs.Select(j => j.Run).Reverse(), supervisor.ListPage(null, 100).Jobs.Select(j => j.Run));
    }
}
