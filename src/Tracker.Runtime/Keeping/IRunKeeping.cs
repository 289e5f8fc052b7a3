using System.Collections.Immutable;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Keeping;

/// <summary>
/// Keeps what people want of runs (pins, deletes) and removes what nobody wants. A deleted run is in no list; once it is purged nothing
/// of it is left but that it was here, so that a late report does not make half a run of it.
/// </summary>
public interface IRunKeeping
{
    /// <summary>Pins a run, or takes the pin away.</summary>
    Task<WriteResult> PinAsync(RunId run, Timestamp? pinnedAt);

    /// <summary>
    /// Deletes a run that has ended: refused, with a sentence, for one that lives or is not there. What revives it takes the delete back.
    /// </summary>
    Task<WriteResult> DeleteAsync(RunId run, Timestamp now, Timestamp purgeAfter, string why);

    /// <summary>Takes a delete back; refused where the run is not deleted or its purge has begun.</summary>
    Task<WriteResult> RestoreAsync(RunId run);

    /// <summary>The deleted runs that a text means, as <see cref="IRunStore.FindAsync"/> does for those that are listed.</summary>
    ValueTask<ImmutableArray<RunRow>> FindDeletedAsync(string text, CancellationToken cancellationToken);

    /// <summary>
    /// A page of the runs that retention may remove (ended, listed, not pinned), those that ended first at the start.
    /// </summary>
    /// <param name="after">The last of the page before; null for the first page.</param>
    /// <param name="limit">Rows of the page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<ImmutableArray<EndedRun>> EndedAsync(EndedRun? after, int limit, CancellationToken cancellationToken);

    /// <summary>What the runs take.</summary>
    ValueTask<RunSpace> SpaceAsync(CancellationToken cancellationToken);

    /// <summary>Runs whose purge is under way, then deleted ones whose time of grace is over.</summary>
    ValueTask<ImmutableArray<RunId>> PurgeableAsync(Timestamp now, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Begins a purge: from here on the run is in no list, nobody can write it, and only going on ends it. Refused where the run is not deleted.
    /// </summary>
    Task<WriteResult> BeginPurgeAsync(RunId run);

    /// <summary>Removes a slice of a run whose purge has begun, in about the time given; whoever writes waits no longer than that.</summary>
    Task<PurgeSlice> PurgeAsync(RunId run, TimeSpan slice);
}

/// <summary>A run that retention may remove.</summary>
/// <param name="Run">The run.</param>
/// <param name="Name">Its name.</param>
/// <param name="Experiment">What it belongs to.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Bytes">What it takes.</param>
/// <param name="Key">The store's own key.</param>
public sealed record EndedRun(RunId Run, string? Name, string? Experiment, Timestamp EndedAt, long Bytes, long Key);

/// <summary>What became of a slice of a purge.</summary>
/// <param name="Result">Of the write.</param>
/// <param name="IsDone">Nothing is left.</param>
/// <param name="Bytes">Bytes of journal that went.</param>
public readonly record struct PurgeSlice(WriteResult Result, bool IsDone, long Bytes);

/// <summary>What runs take.</summary>
/// <param name="Runs">How many are listed.</param>
/// <param name="RunBytes">Of their journals.</param>
/// <param name="DeletedRuns">How many are deleted, or being purged.</param>
/// <param name="DeletedBytes">Of their journals.</param>
/// <param name="PinnedRuns">How many of the listed are pinned.</param>
/// <param name="PinnedBytes">Of their journals.</param>
/// <param name="StoreBytes">Of the store's file.</param>
/// <param name="FreeBytes">Of it, free and still to be given back.</param>
/// <param name="Experiments">The listed runs by experiment, the largest first; null is those of none.</param>
public sealed record RunSpace(
    long Runs,
    long RunBytes,
    long DeletedRuns,
    long DeletedBytes,
    long PinnedRuns,
    long PinnedBytes,
    long StoreBytes,
    long FreeBytes,
    ImmutableArray<ExperimentSpace> Experiments);

/// <summary>What the runs of an experiment take.</summary>
/// <param name="Experiment">Null: of none.</param>
/// <param name="Runs">How many are listed.</param>
/// <param name="Bytes">Of their journals.</param>
public readonly record struct ExperimentSpace(string? Experiment, long Runs, long Bytes);
