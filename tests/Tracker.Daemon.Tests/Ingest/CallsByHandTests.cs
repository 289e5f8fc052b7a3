using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Ingest;

public sealed class CallsByHandTests
{
    [Fact]
    public async Task Calls_WholeRun_IsStoredAndFinished()
    {
        await using var host = await DaemonHost.StartAsync();
        var client = new IngestService.IngestServiceClient(host.Open());
        var token = TestContext.Current.CancellationToken;

        var created = await client.CreateRunAsync(
            new CreateRunRequest { Facts = new Facts { Name = "by-hand", Kind = TrainingKind.Supervised } }, cancellationToken: token);
        await client.LogMetricsAsync(
            new LogMetricsRequest { Run = created.Run, Step = 0, Metrics = { ["train/loss"] = 2.5, ["train/acc"] = 0.1 } }, cancellationToken: token);
        await client.LogMetricsAsync(
            new LogMetricsRequest { Run = "by-hand", Step = 1, Metrics = { ["train/loss"] = 2.0, ["train/acc"] = 0.2 }, Time = 42 }, cancellationToken: token);
        await client.SetFactsAsync(new SetFactsRequest { Run = created.Run, Facts = new Facts { NumClasses = 10 } }, cancellationToken: token);
        await client.FinishRunAsync(new FinishRunRequest { Run = created.Run, Status = RunStatus.Finished }, cancellationToken: token);

        var run = await new RunsService.RunsServiceClient(host.Open()).GetRunAsync(new GetRunRequest { Run = "by-hand" }, cancellationToken: token);
        Assert.Equal(RunStatus.Finished, run.Run.Status);
        Assert.Equal(10u, run.Facts.NumClasses);
        Assert.Equal(4UL, run.Run.Samples);
        var samples = await Exported.SamplesAsync(host.Open(), "by-hand");
        Assert.Equal(["train/acc", "train/loss", "train/acc", "train/loss"], samples.Select(sample => sample.Metric));
        Assert.Equal([0.1, 2.5, 0.2, 2.0], samples.Select(sample => sample.Value));
        Assert.Equal(42, samples[3].Time);
    }

    [Fact]
    public async Task CreateRun_SameIdTwice_IsOneRun()
    {
        await using var host = await DaemonHost.StartAsync();
        var client = new IngestService.IngestServiceClient(host.Open());
        var id = Trainer.NewId();
        for (var i = 0; i < 2; i++)
        {
            var created = await client.CreateRunAsync(new CreateRunRequest { Run = id }, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(id, created.Run);
        }

        var runs = await new RunsService.RunsServiceClient(host.Open()).ListRunsAsync(
            new ListRunsRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(id, Assert.Single(runs.Runs).Run);
    }

    [Fact]
    public async Task LogMetrics_SequenceRepeated_StoresOnce()
    {
        await using var host = await DaemonHost.StartAsync();
        var client = new IngestService.IngestServiceClient(host.Open());
        var token = TestContext.Current.CancellationToken;
        var run = (await client.CreateRunAsync(new CreateRunRequest(), cancellationToken: token)).Run;
        var first = new LogMetricsRequest { Run = run, Step = 0, Metrics = { ["loss"] = 1 }, Producer = Trainer.NewId(), Sequence = 1 };

        await client.LogMetricsAsync(first, cancellationToken: token);
        await client.LogMetricsAsync(first, cancellationToken: token);

        Assert.Single(await Exported.SamplesAsync(host.Open(), run));
    }

    [Fact]
    public async Task LogMetrics_SequenceTooEarly_SaysWhichIsMissing()
    {
        await using var host = await DaemonHost.StartAsync();
        var client = new IngestService.IngestServiceClient(host.Open());
        var token = TestContext.Current.CancellationToken;
        var run = (await client.CreateRunAsync(new CreateRunRequest(), cancellationToken: token)).Run;

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await client.LogMetricsAsync(
            new LogMetricsRequest { Run = run, Metrics = { ["loss"] = 1 }, Producer = Trainer.NewId(), Sequence = 5 }, cancellationToken: token));

        Assert.Equal(StatusCode.FailedPrecondition, fault.StatusCode);
        Assert.Contains("send 1 first", fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogMetrics_AfterARestart_UsesTheSameSet()
    {
        await using var host = await DaemonHost.StartAsync();
        var token = TestContext.Current.CancellationToken;
        var run = (await new IngestService.IngestServiceClient(host.Open()).CreateRunAsync(new CreateRunRequest(), cancellationToken: token)).Run;
        for (var i = 0; i < 2; i++)
        {
            await new IngestService.IngestServiceClient(host.Open()).LogMetricsAsync(
                new LogMetricsRequest { Run = run, Step = i, Metrics = { ["loss"] = i } }, cancellationToken: token);
            await host.StopAsync();
            await host.StartAgainAsync();
        }

        Assert.Equal([0.0, 1.0], (await Exported.SamplesAsync(host.Open(), run)).Select(sample => sample.Value));
    }

    public static TheoryData<StatusCode, string, LogMetricsRequest> BadMetrics() => new()
    {
        { StatusCode.InvalidArgument, "step -1 cannot be", new LogMetricsRequest { Step = -1, Metrics = { ["x"] = 1 } } },
        { StatusCode.InvalidArgument, "no metrics are given", new LogMetricsRequest() },
        { StatusCode.InvalidArgument, "has 10000 bytes", new LogMetricsRequest { Metrics = { [new string('n', 10_000)] = 1 } } },
        { StatusCode.InvalidArgument, "control character U+001B", new LogMetricsRequest { Metrics = { ["\u001b[31m"] = 1 } } },
        { StatusCode.InvalidArgument, "is no id", new LogMetricsRequest { Metrics = { ["x"] = 1 }, Producer = "p", Sequence = 1 } },
        { StatusCode.InvalidArgument, "needs a sequence", new LogMetricsRequest { Metrics = { ["x"] = 1 }, Producer = Trainer.NewId() } },
        { StatusCode.InvalidArgument, "has no producer", new LogMetricsRequest { Metrics = { ["x"] = 1 }, Sequence = 1 } },
        { StatusCode.NotFound, "no run 'nobody' is here", new LogMetricsRequest { Run = "nobody", Metrics = { ["x"] = 1 } } },
        { StatusCode.NotFound, "is here", new LogMetricsRequest { Run = Trainer.NewId(), Metrics = { ["x"] = 1 } } },
    };

    [Theory]
    [MemberData(nameof(BadMetrics), DisableDiscoveryEnumeration = true)]
    public async Task LogMetrics_BadInput_HasItsStatusAndASentence(StatusCode status, string sentence, LogMetricsRequest request)
    {
        await using var host = await DaemonHost.StartAsync();
        var client = new IngestService.IngestServiceClient(host.Open());
        if (request.Run.Length == 0)
            request.Run = (await client.CreateRunAsync(new CreateRunRequest(), cancellationToken: TestContext.Current.CancellationToken)).Run;

        var fault = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.LogMetricsAsync(request, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(status, fault.StatusCode);
        Assert.Contains(sentence, fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogMetrics_OversizedMessage_IsExhausted()
    {
        await using var host = await DaemonHost.StartAsync();
        var client = new IngestService.IngestServiceClient(host.Open());

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await client.LogMetricsAsync(
            new LogMetricsRequest { Run = new string('x', 2 << 20) }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.ResourceExhausted, fault.StatusCode);
    }
}
