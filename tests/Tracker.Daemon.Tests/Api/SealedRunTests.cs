using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Api;

public sealed class SealedRunTests
{
    [Fact]
    public async Task Finish_Run_IsSealedAndExportedAndDrawnAsBefore()
    {
        await using var host = await DaemonHost.StartAsync();
        var token = TestContext.Current.CancellationToken;
        var ingest = new IngestService.IngestServiceClient(host.Open());
        var runs = new RunsService.RunsServiceClient(host.Open());
        var daemon = new DaemonService.DaemonServiceClient(host.Open());
        var run = (await ingest.CreateRunAsync(new CreateRunRequest { Facts = new Facts { Name = "sealed" } }, cancellationToken: token)).Run;
        for (var step = 0; step < 40; step++)
        {
            var sample = new LogMetricsRequest { Run = run, Step = step };
            sample.Metrics.Add("train/loss", step == 17 ? double.NaN : 2.5 / (step + 1));
            await ingest.LogMetricsAsync(sample, cancellationToken: token);
        }

        var exported = await ExportAsync(runs, run);
        var curve = await runs.GetCurveAsync(new GetCurveRequest { Run = run, Metrics = { "train/loss" } }, cancellationToken: token);
        Assert.Equal(40UL, (await daemon.GetStatusAsync(new GetStatusRequest(), cancellationToken: token)).UnsealedSamples);

        await ingest.FinishRunAsync(new FinishRunRequest { Run = run, Status = RunStatus.Finished }, cancellationToken: token);
        await Eventually.HoldsAsync("all is in the file", async () => (await daemon.GetStatusAsync(new GetStatusRequest(), cancellationToken: token)).UnsealedSamples == 0);

        Assert.Equal(40, exported.Count);
        Assert.Equal(exported, await ExportAsync(runs, run));
        Assert.Equal(curve, await runs.GetCurveAsync(new GetCurveRequest { Run = run, Metrics = { "train/loss" } }, cancellationToken: token));
        await Eventually.HoldsAsync("all is in the file", async () => (await daemon.GetStatusAsync(new GetStatusRequest(), cancellationToken: token)).LogBytes == 0);
    }

    private static async Task<List<ExportedSample>> ExportAsync(RunsService.RunsServiceClient runs, string run)
    {
        var samples = new List<ExportedSample>();
        using var call = runs.ExportRun(new ExportRunRequest { Run = run });
        await foreach (var page in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)) samples.AddRange(page.Samples);
        return samples;
    }
}
