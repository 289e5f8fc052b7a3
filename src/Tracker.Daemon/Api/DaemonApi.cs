using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Access;
using Tracker.Daemon.Hosting;
using Tracker.Runtime.Host;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Jobs;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Api;

/// <summary>The daemon about itself.</summary>
[Needs(Scopes.Read, ChecksRun = true)]
internal sealed class DaemonApi(
    IRunStore store, IJournal journal, IRunRouter router, JobSupervisor jobs, DataDirectory directory, BoundAddresses bound, HostWatch host)
    : DaemonService.DaemonServiceBase
{
    public override async Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        var addresses = bound.Addresses;
        var condition = journal.Condition;
        var status = new GetStatusResponse
        {
            Version = DaemonVersion.Text,
            DataDirectory = directory.Root,
            HttpAddress = addresses?.Http ?? "",
            GrpcAddress = addresses?.Grpc ?? "",
            SocketPath = addresses?.Socket ?? "",
            StartedAt = Core.Runs.Timestamp.From(bound.StartedAt).Microseconds,
            LiveRuns = (ulong)router.LiveRuns.Count,
            StoredRuns = (ulong)await store.CountAsync(context.CancellationToken).ConfigureAwait(false),
            Slots = (uint)jobs.Slots,
            SlotsInUse = (uint)jobs.SlotsInUse,
            StoreBytes = (ulong)directory.StoreBytes(),
            UnsealedSamples = (ulong)condition.UnsealedSamples,
            LogBytes = (ulong)condition.LogBytes,
            MayControl = Caller.Of(context.GetHttpContext()).May(Scopes.Control),
            Host = host.Current?.ToProto(),
        };
        if (store.Trouble is { } trouble) status.Problems.Add(trouble);
        status.Problems.AddRange(condition.Problems);
        return status;
    }
}
