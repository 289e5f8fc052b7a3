using Microsoft.Extensions.Options;
using Tracker.Contracts.V1;
using Tracker.Core.Runs;
using Tracker.Daemon.Lookup;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Keeping;

namespace Tracker.Daemon.Api;

/// <summary>Pins, deletes and restores runs, and says what they take and what retention would remove.</summary>
internal sealed class KeepingDesk(
    IRunKeeping keeping, IRunStore store, RunFinder finder, RetentionService retention, IOptions<RetentionOptions> options, KeepingInstruments instruments, TimeProvider time)
{
    private const int MostPlanned = 1_000;

    private Timestamp Now => Timestamp.From(time.GetUtcNow());

    public async Task<Outcome<PinRunResponse>> PinAsync(PinRunRequest request, CancellationToken cancellationToken)
    {
        if (!(await finder.FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var row, out var refusal)) return refusal;
        if (Refused(await keeping.PinAsync(row.Run, request.Pinned ? Now : null).ConfigureAwait(false)) is { } refused) return refused;
        return new PinRunResponse { Run = RunMapping.Summary(row with { IsPinned = request.Pinned }) };
    }

    public async Task<Outcome<DeleteRunResponse>> DeleteAsync(DeleteRunRequest request, CancellationToken cancellationToken)
    {
        if (!(await FindAnyAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var row, out var refusal)) return refusal;
        if (row.DeletedAt is not null && !request.PurgeNow) return new DeleteRunResponse { Run = RunMapping.Summary(row) };
        var now = Now;
        var purgeAfter = request.PurgeNow ? now : now + options.Value.Grace;
        if (Refused(await keeping.DeleteAsync(row.Run, now, purgeAfter, "Somebody asked for it.").ConfigureAwait(false)) is { } refused) return refused;
        if (row.DeletedAt is null) instruments.Deleted("request");
        if (request.PurgeNow)
        {
            // Gone from here on; the data themselves go in slices behind it.
            if (Refused(await keeping.BeginPurgeAsync(row.Run).ConfigureAwait(false)) is { } late) return late;
            retention.Wake();
        }

        return new DeleteRunResponse { Run = RunMapping.Summary(row with { DeletedAt = row.DeletedAt ?? now, PurgeAfter = purgeAfter }) };
    }

    public async Task<Outcome<RestoreRunResponse>> RestoreAsync(RestoreRunRequest request, CancellationToken cancellationToken)
    {
        var found = await keeping.FindDeletedAsync(request.Run, cancellationToken).ConfigureAwait(false);
        if (found.Length > 1) return Ambiguous(request.Run, found.Length);
        if (found.IsEmpty)
        {
            return (await finder.FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var row, out _)
                ? Refusal.Conflict($"run {row.Run} is not deleted.")
                : Refusal.NotFound($"no deleted run '{Names.Shorten(request.Run)}' is here: 'tracker run ls --deleted' shows those that can be restored.");
        }

        if (Refused(await keeping.RestoreAsync(found[0].Run).ConfigureAwait(false)) is { } refused) return refused;
        return new RestoreRunResponse { Run = RunMapping.Summary(found[0] with { DeletedAt = null, PurgeAfter = null }) };
    }

    public async Task<Outcome<GetSpaceResponse>> SpaceAsync(CancellationToken cancellationToken)
    {
        var space = await keeping.SpaceAsync(cancellationToken).ConfigureAwait(false);
        var response = new GetSpaceResponse
        {
            Runs = (ulong)space.Runs,
            RunBytes = (ulong)space.RunBytes,
            DeletedRuns = (ulong)space.DeletedRuns,
            DeletedBytes = (ulong)space.DeletedBytes,
            PinnedRuns = (ulong)space.PinnedRuns,
            PinnedBytes = (ulong)space.PinnedBytes,
            StoreBytes = (ulong)space.StoreBytes,
            FreeBytes = (ulong)space.FreeBytes,
        };
        response.Experiments.AddRange(space.Experiments.Take(100).Select(static experiment => new Contracts.V1.ExperimentSpace
        {
            Experiment = experiment.Experiment ?? "",
            Runs = (ulong)experiment.Runs,
            Bytes = (ulong)experiment.Bytes,
        }));
        return response;
    }

    public async Task<Outcome<PlanRetentionResponse>> PlanAsync(CancellationToken cancellationToken)
    {
        var response = new PlanRetentionResponse();
        response.Rules.AddRange(RetentionPlan.Rules(options.Value));
        await foreach (var expiring in RetentionPlan.MakeAsync(keeping, options.Value, Now, cancellationToken).ConfigureAwait(false))
        {
            response.TotalRuns++;
            response.TotalBytes += (ulong)expiring.Run.Bytes;
            if (response.Runs.Count == MostPlanned) continue;
            if (await store.GetAsync(expiring.Run.Run, cancellationToken).ConfigureAwait(false) is { } row)
                response.Runs.Add(new Contracts.V1.ExpiringRun { Run = RunMapping.Summary(row), Reason = expiring.Reason });
        }

        return response;
    }

    /// <summary>A run that is listed, else one that is deleted.</summary>
    private async ValueTask<Outcome<RunRow>> FindAnyAsync(string text, CancellationToken cancellationToken)
    {
        var listed = await finder.FindAsync(text, cancellationToken).ConfigureAwait(false);
        if (listed.Succeeded(out _, out var refusal) || refusal.Kind != RefusalKind.NotFound) return listed;
        var deleted = await keeping.FindDeletedAsync(text, cancellationToken).ConfigureAwait(false);
        return deleted.Length switch { 0 => refusal, 1 => deleted[0], _ => Ambiguous(text, deleted.Length) };
    }

    private static Refusal Ambiguous(string text, int count) =>
        Refusal.BadInput($"'{Names.Shorten(text)}' means {count} deleted runs: give an id of 'tracker run ls --deleted'.");

    private static Refusal? Refused(WriteResult result) => result.Outcome switch
    {
        WriteOutcome.Durable => null,
        WriteOutcome.Refused => Refusal.Conflict(result.Reason),
        _ => Refusal.Unavailable($"the store cannot write: {result.Reason}"),
    };
}
