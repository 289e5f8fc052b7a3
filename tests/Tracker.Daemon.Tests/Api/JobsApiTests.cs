using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Api;

public sealed class JobsApiTests
{
    private const string UntilTold = "echo up >up; until [ -e go ]; do sleep 0.02; done; echo 'no such column' >&2; exit 3";

    [Fact]
    public async Task SubmitJob_ScriptThatFails_EndsRunAndJobWithTheReason()
    {
        await using var host = await StartAsync(plugins => plugins.Add("Script", "echo hello; echo 'no such column' >&2; exit 3"));
        var jobs = new JobsService.JobsServiceClient(host.OverSocket());
        var job = (await jobs.SubmitJobAsync(new SubmitJobRequest { Plugin = "Script", Name = "one", Hyperparameters = { ["lr"] = "0.1" } })).Job;
        var output = await ReadToEndAsync(jobs, job.Run);
        Assert.Equal("hello\n", output);
        var ended = (await jobs.GetJobAsync(new GetJobRequest { Job = "one" })).Job;
        Assert.Equal((JobPhase.Exited, RunStatus.Failed, 3), (ended.Phase, ended.Status, ended.ExitCode));
        Assert.Equal("exit code 3: no such column", ended.Reason);
        Assert.Equal("no such column\n", ended.StderrTail);
        var runs = new RunsService.RunsServiceClient(host.Open());
        var run = await RunThatIs(runs, job.Run, RunStatus.Failed);
        Assert.Equal(("one", "Script", "exit code 3: no such column"), (run.Run.Name, run.Run.Job, run.Run.StatusReason));
        Assert.Equal("0.1", run.Facts.Hyperparameters["lr"]);
    }

    [Theory]
    [InlineData("Scrip", "", StatusCode.NotFound, "Did you mean Script?")]
    [InlineData("", "", StatusCode.InvalidArgument, "names no plugin")]
    [InlineData("Script", "rate", StatusCode.InvalidArgument, "Script has no hyperparameter 'rate'")]
    public async Task SubmitJob_WrongRequest_SaysWhatIsWrong(string plugin, string hyperparameter, StatusCode code, string sentence)
    {
        await using var host = await StartAsync(plugins => plugins.Add("Script", "exit 0"));
        var jobs = new JobsService.JobsServiceClient(host.OverSocket());
        var request = new SubmitJobRequest { Plugin = plugin };
        if (hyperparameter.Length > 0) request.Hyperparameters[hyperparameter] = "1";
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await jobs.SubmitJobAsync(request));
        Assert.Equal(code, fault.StatusCode);
        Assert.Contains(sentence, fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitJob_WithoutPermission_IsRefusedAndNothingRuns()
    {
        await using var host = await StartAsync(plugins => plugins.Add("Script", "exit 0"));
        var jobs = new JobsService.JobsServiceClient(host.Open());
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await jobs.SubmitJobAsync(new SubmitJobRequest { Plugin = "Script" }));
        Assert.Equal(StatusCode.Unauthenticated, fault.StatusCode);
        Assert.Contains("permission to control", fault.Status.Detail, StringComparison.Ordinal);
        Assert.Empty((await jobs.ListJobsAsync(new ListJobsRequest { IncludeExited = true })).Jobs);
    }

    [Fact]
    public async Task CancelJob_RunningJob_IsStopping()
    {
        await using var host = await StartAsync(plugins => plugins.Add("Script", "trap 'exit 75' TERM; echo up; while :; do sleep 0.05; done"));
        var jobs = new JobsService.JobsServiceClient(host.OverSocket());
        var job = (await jobs.SubmitJobAsync(new SubmitJobRequest { Plugin = "Script" })).Job;
        using (var logs = jobs.ReadJobLogs(new ReadJobLogsRequest { Job = job.Run, Follow = true })) await logs.ResponseStream.MoveNext(CancellationToken.None);
        var cancelled = (await jobs.CancelJobAsync(new CancelJobRequest { Job = job.Run })).Job;
        Assert.Equal(JobPhase.Stopping, cancelled.Phase);
        await ReadToEndAsync(jobs, job.Run);
        await RunThatIs(new RunsService.RunsServiceClient(host.Open()), job.Run, RunStatus.Cancelled);
    }

    [Fact]
    public async Task Restart_JobRuns_IsFollowedOn()
    {
        await using var host = await StartAsync(plugins => plugins.Add("Script", UntilTold));
        var first = new JobsService.JobsServiceClient(host.OverSocket());
        var job = (await first.SubmitJobAsync(new SubmitJobRequest { Plugin = "Script" })).Job;
        var directory = Path.Combine(host.DataDir, "jobs", job.Run);
        await Eventually.HoldsAsync("the job runs", () => File.Exists(Path.Combine(directory, "up")));
        await host.StopAsync();
        await host.StartAgainAsync(settings => Configure(settings, host.Root));
        var jobs = new JobsService.JobsServiceClient(host.OverSocket());
        Assert.Equal(JobPhase.Running, (await jobs.GetJobAsync(new GetJobRequest { Job = job.Run })).Job.Phase);
        await File.WriteAllTextAsync(Path.Combine(directory, "go"), "", TestContext.Current.CancellationToken);
        var run = await RunThatIs(new RunsService.RunsServiceClient(host.Open()), job.Run, RunStatus.Failed);
        Assert.Equal("exit code 3: no such column", run.Run.StatusReason);
    }

    [Fact]
    public async Task ListPlugins_OneUsableOneNot_SaysSo()
    {
        await using var host = await StartAsync(plugins =>
        {
            plugins.Add("Good", "exit 0").Add("Open", "exit 0");
            File.SetUnixFileMode(Path.Combine(plugins.Folder, "Open", "run.sh"), (UnixFileMode)0x1b6);
        });
        var jobs = new JobsService.JobsServiceClient(host.Open());
        var plugins = (await jobs.ListPluginsAsync(new ListPluginsRequest())).Plugins;
        Assert.Equal(["Good", "Open"], plugins.Select(p => p.Name));
        Assert.Equal("lr", Assert.Single(plugins[0].Hyperparameters).Name);
        Assert.StartsWith("cannot be used: ", plugins[1].Description, StringComparison.Ordinal);
    }

    private static async Task<DaemonHost> StartAsync(Action<ScriptPlugins> add) => await DaemonHost.StartAsync(settings =>
    {
        var root = Path.GetDirectoryName(settings["Tracker:DataDir"])!;
        add(new ScriptPlugins(root));
        Configure(settings, root);
    });

    private static void Configure(Dictionary<string, string?> settings, string root)
    {
        settings["Tracker:Plugins"] = Path.Combine(root, "plugins");
        settings["Tracker:JobHost"] = Path.Combine(root, "job-host");
        settings["Tracker:Slots"] = "2";
    }

    private static async Task<string> ReadToEndAsync(JobsService.JobsServiceClient jobs, string run)
    {
        using var logs = jobs.ReadJobLogs(new ReadJobLogsRequest { Job = run, Follow = true, Stream = LogStream.Stdout });
        var text = "";
        await foreach (var piece in logs.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)) text += piece.Data.ToStringUtf8();
        return text;
    }

    private static async Task<GetRunResponse> RunThatIs(RunsService.RunsServiceClient runs, string run, RunStatus status)
    {
        using var watch = runs.WatchRun(new WatchRunRequest { Run = run });
        await foreach (var news in watch.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (news.Event?.Status == status || news.Snapshot?.Run.Status == status) break;
        }

        var found = await runs.GetRunAsync(new GetRunRequest { Run = run });
        Assert.Equal(status, found.Run.Status);
        return found;
    }
}
