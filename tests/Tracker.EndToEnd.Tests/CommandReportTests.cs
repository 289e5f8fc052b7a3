using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>Who reports in a job that is a program: the program, on a stream of its own, and nobody in its place.</summary>
public sealed class CommandReportTests
{
    private const string Trainer = """
        import os, sys, time
        sys.path.insert(0, "{0}")
        from tracker_client import TrackerRun
        run = TrackerRun(spool=os.path.join(os.getcwd(), "spool"))

        """;

    [Fact]
    public async Task Program_ReportsWithTheDotNetClient_ItsSamplesAreThoseOfTheJobsRun()
    {
        await using var daemon = await DaemonProcess.StartAsync(Built.JobFlags);
        using var board = new JobBoard(daemon);
        using var folder = new TempFolder();
        var program = new JobProgram
        {
            WorkingDirectory = folder.Path,
            Arguments = { Repository.Executable("ReportOneRun", "ReportOneRun") },
            Environment = { ["XDG_STATE_HOME"] = folder.Path },
        };
        var run = await board.SubmitAsync(program);
        var (job, output) = await board.EndAsync(run);
        Assert.True(job.Status == RunStatus.Finished, output);
        Assert.Equal(100, (await board.ExportAsync(run, "train/loss")).Count);
        // No second run was made.
        Assert.Single((await board.Runs.ListRunsAsync(new ListRunsRequest())).Runs);
    }

    [Fact]
    public async Task Program_ReportsByHand_ItsSamplesAreThoseOfTheJobsRun()
    {
        RequiredTool.Python();
        await using var daemon = await DaemonProcess.StartAsync(Built.JobFlags);
        using var board = new JobBoard(daemon);
        using var folder = new TempFolder();
        var script = Path.Combine(Repository.Root, "docs", "examples", "python", "log_one.py");
        var run = await board.SubmitAsync(new JobProgram { WorkingDirectory = folder.Path, Arguments = { "/usr/bin/python3", script } });
        var (job, output) = await board.EndAsync(run);
        Assert.True(job.Status == RunStatus.Finished, output);
        Assert.Equal(100, (await board.ExportAsync(run, "train/loss")).Count);
        Assert.Single((await board.Runs.ListRunsAsync(new ListRunsRequest())).Runs);
    }

    [Fact]
    public async Task Program_Hangs_IsSeenAsStalledAlthoughItsProcessesLive()
    {
        await using var daemon = await DaemonProcess.StartAsync([.. Built.JobFlags, "--stall-floor", "1s"]);
        using var board = new JobBoard(daemon);
        using var folder = new TempFolder();
        var run = await StartAsync(board, folder, "for step in range(200):\n    run.log(step, {'train/loss': 1.0})\n    time.sleep(0.005)\ntime.sleep(1000)\n");
        await Eventually.HoldsAsync("it is stalled", async () => (await board.Runs.ListAlertsAsync(new ListAlertsRequest { Run = run })).Alerts.Any(alert => alert.Detector == "stalled-run"));
        Assert.Equal(JobPhase.Running, (await board.GetAsync(run)).Phase);
        await board.Jobs.CancelJobAsync(new CancelJobRequest { Job = run });
        Assert.Equal(RunStatus.Cancelled, (await board.EndAsync(run)).Job.Status);
    }

    [Fact]
    public async Task Order_ToAProgram_IsAnsweredByItsTrainerAlone()
    {
        await using var daemon = await DaemonProcess.StartAsync(Built.JobFlags);
        using var board = new JobBoard(daemon);
        using var folder = new TempFolder();
        var run = await StartAsync(board, folder, """
            run.log(1, {"train/loss": 1.0})
            print("ready")
            order = run.commands.get()
            print(order.name, dict(order.arguments))
            run.answer(order, True, "by the trainer")
            run.close()
            """);
        await board.PrintsAsync(run, "ready");
        await board.Runs.SendCommandAsync(new SendCommandRequest { Run = run, Name = "set-learning-rate", Arguments = { ["value"] = "0.01" } });
        var (job, output) = await board.EndAsync(run);
        Assert.True(job.Status == RunStatus.Finished, output);
        Assert.Contains("set-learning-rate {'value': '0.01'}", output, StringComparison.Ordinal);
        using var watch = board.Runs.WatchRun(new WatchRunRequest { Run = run });
        var outcomes = new List<string>();
        while (await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            if (watch.ResponseStream.Current.Event is { Kind: "outcome" } news) outcomes.Add(news.Message);
        }

        Assert.Contains("by the trainer", Assert.Single(outcomes), StringComparison.Ordinal);
    }

    private static async Task<string> StartAsync(JobBoard board, TempFolder folder, string script)
    {
        RequiredTool.Python();
        var head = Trainer.Replace("{0}", Path.Combine(Repository.Root, "docs", "examples", "python"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "train.py"), head + script, TestContext.Current.CancellationToken);
        return await board.SubmitAsync(new JobProgram { WorkingDirectory = folder.Path, Arguments = { "/usr/bin/python3", "train.py" } });
    }
}
