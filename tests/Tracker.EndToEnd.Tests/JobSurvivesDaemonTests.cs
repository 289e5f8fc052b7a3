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
}
