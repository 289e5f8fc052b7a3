using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Ingest;

/// <summary>What the daemon stored, read back over the wire.</summary>
internal static class Exported
{
    public static async Task<List<ExportedSample>> SamplesAsync(CallInvoker invoker, string run)
    {
        var samples = new List<ExportedSample>();
        using var call = new RunsService.RunsServiceClient(invoker).ExportRun(
            new ExportRunRequest { Run = run }, cancellationToken: TestContext.Current.CancellationToken);
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)) samples.AddRange(call.ResponseStream.Current.Samples);
        return samples;
    }
}
