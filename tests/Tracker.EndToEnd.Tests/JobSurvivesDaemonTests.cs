using System.Globalization;
using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

public sealed class JobSurvivesDaemonTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task KillDaemon_JobRuns_JobGoesOnAndItsEndIsKnown(bool endsWhileAway)
    {
        using var folder = new TempFolder();
        var plugins = new ScriptPlugins(folder.Path).Add("Script", "echo before; echo up >up; until [ -e go ]; do sleep 0.02; done; echo after; exit 7");
        await using var daemon = await DaemonProcess.StartAsync("--plugins", plugins.Folder, "--job-host", plugins.JobHost);
        string run;
        using (var board = new JobBoard(daemon)) run = await board.SubmitAsync("Script");
        var directory = Path.Combine(daemon.DataDirectory, "jobs", run);
        await Eventually.HoldsAsync("the job runs", () => File.Exists(Path.Combine(directory, "up")));

        await daemon.KillAsync();
        if (endsWhileAway)
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "go"), "", TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync("the job is over", () => File.Exists(Path.Combine(directory, "exit")));
        }

        await daemon.StartAgainAsync();
        using var next = new JobBoard(daemon);
        if (!endsWhileAway)
        {
            Assert.Equal(JobPhase.Running, (await next.GetAsync(run)).Phase);
            await File.WriteAllTextAsync(Path.Combine(directory, "go"), "", TestContext.Current.CancellationToken);
        }

        var (job, output) = await next.EndAsync(run);
        Assert.Equal("before\nafter\n", output);
        Assert.Equal((JobPhase.Exited, RunStatus.Failed, 7, "exit code 7"), (job.Phase, job.Status, job.ExitCode, job.Reason));
    }

    [Fact]
    public async Task KillDaemon_DigitsTrains_EverySampleIsStoredOnceAndTheSameAsWithoutAKill()
    {
        await using var daemon = await DaemonProcess.StartAsync(Built.JobFlags);
        string killed;
        using (var board = new JobBoard(daemon))
        {
            killed = await board.SubmitAsync("Digits", ("epochs", "40"));
            await Eventually.HoldsAsync("it trains", async () => await board.StepAsync(killed) > 300, TimeSpan.FromSeconds(60));
        }

        await daemon.KillAsync();
        await daemon.StartAgainAsync();
        using var next = new JobBoard(daemon);
        var (job, output) = await next.EndAsync(killed);
        Assert.True(job.Status == RunStatus.Finished, $"{job.Reason} {output}");
        var quiet = await next.SubmitAsync("Digits", ("epochs", "40"));
        Assert.Equal(RunStatus.Finished, (await next.EndAsync(quiet)).Job.Status);

        var losses = await next.ExportAsync(killed, "train/loss");
        Assert.Equal(Enumerable.Range(1, 40 * 45).Select(step => (long)step), losses.Select(sample => sample.Step));
        Assert.Equal(await next.ExportAsync(quiet, "train/loss"), losses);
    }

    [Fact]
    public async Task KillDaemon_DigitsEndsWhileItIsAway_NothingThatItLoggedIsMissing()
    {
        await using var daemon = await DaemonProcess.StartAsync(Built.JobFlags);
        string run;
        using (var board = new JobBoard(daemon))
        {
            run = await board.SubmitAsync("Digits", ("epochs", "40"));
            await Eventually.HoldsAsync("it trains", async () => await board.StepAsync(run) > 100, TimeSpan.FromSeconds(60));
        }

        await daemon.KillAsync();
        var exit = Path.Combine(daemon.DataDirectory, "jobs", run, "exit");
        await Eventually.HoldsAsync("the job is over", () => File.Exists(exit), TimeSpan.FromSeconds(90));
        await daemon.StartAgainAsync();
        using var next = new JobBoard(daemon);
        await EndsAsync(next, run, RunStatus.Finished);

        var losses = await next.ExportAsync(run, "train/loss");
        Assert.Equal(Enumerable.Range(1, 40 * 45).Select(step => (long)step), losses.Select(sample => sample.Step));
    }

    [Fact]
    public async Task KillDaemonAndJob_WhatTheJobHadSpooled_IsSentByTheNextDaemon()
    {
        await using var daemon = await DaemonProcess.StartAsync(Built.FaultyJobFlags);
        string run;
        using (var board = new JobBoard(daemon))
        {
            run = await board.SubmitAsync("Faulty", ("mode", "train"));
            await Eventually.HoldsAsync("it trains", async () => await board.StepAsync(run) > 50, TimeSpan.FromSeconds(60));
        }

        await daemon.KillAsync();
        var directory = Path.Combine(daemon.DataDirectory, "jobs", run);
        var last = LastStep(directory);
        // A sample waits up to 50 ms in memory for others before it is spooled; what is asked for below was logged long before the end.
        await Eventually.HoldsAsync("it trains on", () => LastStep(directory) >= last + 1_500, TimeSpan.FromSeconds(60));
        // It dies in native code, with no daemon there.
        await File.WriteAllTextAsync(Path.Combine(directory, "checkpoints", "abort"), "", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("the job is over", () => File.Exists(Path.Combine(directory, "exit")), TimeSpan.FromSeconds(60));
        await daemon.StartAgainAsync();
        using var next = new JobBoard(daemon);
        await EndsAsync(next, run, RunStatus.Failed);

        var losses = await next.ExportAsync(run, "train/loss");
        Assert.Equal(Enumerable.Range(1, losses.Count).Select(step => (long)step), losses.Select(sample => sample.Step));
        Assert.True(losses.Count >= last + 500, $"{losses.Count} steps are stored, {last + 500} were spooled long before the end");
        Assert.Equal(134, (await next.GetAsync(run)).ExitCode);
    }

    [Fact]
    public async Task KillDaemon_JobGoesOn_TheNextDaemonCanStopIt()
    {
        await using var daemon = await DaemonProcess.StartAsync(Built.FaultyJobFlags);
        string run;
        using (var board = new JobBoard(daemon))
        {
            run = await board.SubmitAsync("Faulty", ("mode", "train"));
            await Eventually.HoldsAsync("it trains", async () => await board.StepAsync(run) > 50, TimeSpan.FromSeconds(60));
        }

        await daemon.KillAsync();
        await daemon.StartAgainAsync();
        using var next = new JobBoard(daemon);
        Assert.Equal(JobPhase.Stopping, (await next.Jobs.CancelJobAsync(new CancelJobRequest { Job = run })).Job.Phase);
        var (job, _) = await next.EndAsync(run);
        Assert.Equal((RunStatus.Cancelled, 75, "cancelled"), (job.Status, job.ExitCode, job.Reason));
        await EndsAsync(next, run, RunStatus.Cancelled);
        var steps = (await next.ExportAsync(run, "train/loss")).Select(sample => sample.Step).ToList();
        Assert.Equal(Enumerable.Range(1, LastStep(Path.Combine(daemon.DataDirectory, "jobs", run))).Select(step => (long)step), steps);
    }

    private static Task EndsAsync(JobBoard board, string run, RunStatus status) => Eventually.HoldsAsync(
        $"the run is {status}",
        async () => (await board.Runs.GetRunAsync(new GetRunRequest { Run = run })).Run.Status == status,
        TimeSpan.FromSeconds(60));

    // The plugin prints each step after it logged it.
    private static int LastStep(string directory)
    {
        var whole = File.ReadAllText(Path.Combine(directory, "stdout.log")).Split('\n')[..^1];
        return int.Parse(whole[^1], CultureInfo.InvariantCulture);
    }
}
