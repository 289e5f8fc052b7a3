using Grpc.Core;
using Tracker.Client.Connection;
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
        var run = await CallAsync(daemon, async jobs => (await jobs.SubmitJobAsync(new SubmitJobRequest { Plugin = "Script" })).Job.Run);
        var directory = Path.Combine(daemon.DataDirectory, "jobs", run);
        await Eventually.HoldsAsync("the job runs", () => File.Exists(Path.Combine(directory, "up")));

        await daemon.KillAsync();
        if (endsWhileAway)
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "go"), "", TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync("the job is over", () => File.Exists(Path.Combine(directory, "exit")));
        }

        await daemon.StartAgainAsync();
        if (!endsWhileAway)
        {
            var phase = await CallAsync(daemon, async jobs => (await jobs.GetJobAsync(new GetJobRequest { Job = run })).Job.Phase);
            Assert.Equal(JobPhase.Running, phase);
            await File.WriteAllTextAsync(Path.Combine(directory, "go"), "", TestContext.Current.CancellationToken);
        }

        var (output, job) = await CallAsync(daemon, async jobs =>
        {
            using var logs = jobs.ReadJobLogs(new ReadJobLogsRequest { Job = run, Follow = true });
            var text = "";
            await foreach (var piece in logs.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)) text += piece.Data.ToStringUtf8();
            return (text, (await jobs.GetJobAsync(new GetJobRequest { Job = run })).Job);
        });
        Assert.Equal("before\nafter\n", output);
        Assert.Equal((JobPhase.Exited, RunStatus.Failed, 7, "exit code 7"), (job.Phase, job.Status, job.ExitCode, job.Reason));
    }

    private static async Task<T> CallAsync<T>(DaemonProcess daemon, Func<JobsService.JobsServiceClient, Task<T>> call)
    {
        using var channel = TrackerChannel.Open(ServerAddress.Unix(daemon.Socket));
        return await call(new JobsService.JobsServiceClient(channel));
    }
}
