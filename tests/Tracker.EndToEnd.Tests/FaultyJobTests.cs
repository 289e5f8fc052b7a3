using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>Plugins that go wrong, through daemon and job host: each leaves one clear sentence and a daemon that goes on.</summary>
public sealed class FaultyJobTests
{
    [Theory]
    [InlineData("throw", 70, "exit code 70 (exception): InvalidOperationException: the sampler lost its place")]
    [InlineData("matmul", 134, "exit code 134 (aborted in native code): mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)")]
    public async Task Job_GoesWrong_TheRunSaysWhy(string mode, int code, string reason)
    {
        await using var daemon = await DaemonProcess.StartAsync(Built.FaultyJobFlags);
        using var board = new JobBoard(daemon);
        var run = await board.SubmitAsync("Faulty", ("mode", mode), ("steps", "20"));
        var (job, output) = await board.EndAsync(run);
        Assert.Equal((RunStatus.Failed, code), (job.Status, job.ExitCode));
        Assert.StartsWith(reason, job.Reason, StringComparison.Ordinal);
        Assert.NotEmpty(job.StderrTail);
        await Eventually.HoldsAsync("the run failed", async () => (await board.Runs.GetRunAsync(new GetRunRequest { Run = run })).Run.Status == RunStatus.Failed);
        Assert.Equal(job.Reason, (await board.Runs.GetRunAsync(new GetRunRequest { Run = run })).Run.StatusReason);
        Assert.NotEmpty(output);
    }

    [Fact]
    public async Task Job_HangsInNativeCode_IsKilledAfterItsGrace()
    {
        await using var daemon = await DaemonProcess.StartAsync(Built.FaultyJobFlags);
        using var board = new JobBoard(daemon);
        var run = await board.SubmitAsync("Faulty", ("mode", "hang"), ("steps", "20"));
        await Eventually.HoldsAsync("it hangs", async () => await board.StepAsync(run) == 20, TimeSpan.FromSeconds(60));
        await board.Jobs.CancelJobAsync(new CancelJobRequest { Job = run, GraceSeconds = 1 });
        var (job, _) = await board.EndAsync(run);
        Assert.Equal((RunStatus.Cancelled, "cancelled: it did not stop within 1 s and was killed"), (job.Status, job.Reason));
    }

    [Fact]
    public async Task Job_IsTold_StopsInTimeAndKeepsACheckpoint()
    {
        await using var daemon = await DaemonProcess.StartAsync(Built.JobFlags);
        using var board = new JobBoard(daemon);
        var run = await board.SubmitAsync("Digits", ("epochs", "10000"));
        await Eventually.HoldsAsync("it trains", async () => await board.StepAsync(run) > 100, TimeSpan.FromSeconds(60));
        await board.Jobs.CancelJobAsync(new CancelJobRequest { Job = run });
        var (job, _) = await board.EndAsync(run);
        Assert.Equal((RunStatus.Cancelled, 75, "cancelled"), (job.Status, job.ExitCode, job.Reason));
        Assert.NotEmpty(Directory.GetFileSystemEntries(Path.Combine(daemon.DataDirectory, "jobs", run, "checkpoints")));
    }

    [Fact]
    public async Task Job_HyperparameterThatIsNotAllowed_SaysWhatIs()
    {
        await using var daemon = await DaemonProcess.StartAsync(Built.JobFlags);
        using var board = new JobBoard(daemon);
        var unknown = await Assert.ThrowsAsync<RpcException>(() => board.SubmitAsync("Digits", ("learning-rate", "0.1")));
        Assert.Equal((StatusCode.InvalidArgument, "Digits has no hyperparameter 'learning-rate'; did you mean 'lr'?"), (unknown.StatusCode, unknown.Status.Detail));
        foreach (var (name, value, allowed) in ((string, string, string)[])
            [("lr", "fast", "a number"), ("lr", "NaN", "a number"), ("epochs", "-1", "a whole number"), ("model", "$(id)", "mlp or cnn")])
        {
            var bad = await Assert.ThrowsAsync<RpcException>(() => board.SubmitAsync("Digits", (name, value)));
            Assert.Equal(StatusCode.InvalidArgument, bad.StatusCode);
            Assert.StartsWith($"Hyperparameter {name} is '{value}': it must be {allowed}", bad.Status.Detail, StringComparison.Ordinal);
        }

        Assert.Empty((await board.Jobs.ListJobsAsync(new ListJobsRequest { IncludeExited = true })).Jobs);
    }
}
