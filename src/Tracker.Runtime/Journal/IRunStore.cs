using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Search;

namespace Tracker.Runtime.Journal;

/// <summary>
/// Keeps what is derived from the journal: rows for lists, snapshots, events, deadlines, the outbox. Every row carries the journal
/// position that it includes, and what is lost here is made again from the journal.
/// </summary>
public interface IRunStore
{
    /// <summary>
    /// Stores all or nothing. A snapshot never replaces one of a later position; events that are there already are left alone,
    /// and so are their outbox rows.
    /// </summary>
    Task<WriteResult> CommitAsync(DerivedCommit commit);

    /// <summary>The row of a run; null where there is none.</summary>
    ValueTask<RunRow?> GetAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>
    /// The runs that a text means: the one with this id, else those whose id starts with it (from 4 digits), else those of this name,
    /// the newest first and at most ten.
    /// </summary>
    ValueTask<ImmutableArray<RunRow>> FindAsync(string text, CancellationToken cancellationToken);

    /// <summary>A page of runs, the newest first. Deleted ones are not among them.</summary>
    ValueTask<ImmutableArray<RunRow>> ListAsync(RunQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// A page of the runs that a filter means, in an order. Looks at what is stored: a live run's values are those of its last commit.
    /// </summary>
    ValueTask<RunPage> SearchAsync(RunSearch search, CancellationToken cancellationToken);

    /// <summary>Runs of an earlier schema, whose values are still to be written for searches.</summary>
    ValueTask<ImmutableArray<RunId>> UnindexedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Writes what searches need of such a run: its facts as they are stored, its space, and what is given.</summary>
    /// <param name="run">The run.</param>
    /// <param name="position">Position that the values include: they are left out where the run has gone on since.</param>
    /// <param name="metrics">Default where they are not known.</param>
    /// <param name="cause">Null where there is none, or it is not known.</param>
    Task<WriteResult> IndexAsync(RunId run, long position, ImmutableArray<MetricValue> metrics, string? cause);

    /// <summary>How many runs are listed.</summary>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>Every run that is created or running, and every one whose row was never derived, in the order of making.</summary>
    ValueTask<ImmutableArray<RunId>> LiveAsync(CancellationToken cancellationToken);

    /// <summary>The snapshot of a run; null where there is none.</summary>
    ValueTask<StoredSnapshot?> SnapshotAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Events of a run after a number, in order.</summary>
    ValueTask<ImmutableArray<RunEvent>> EventsAsync(RunId run, ulong after, int limit, CancellationToken cancellationToken);

    /// <summary>Runs whose next deadline has passed, the longest overdue first.</summary>
    ValueTask<ImmutableArray<RunId>> OverdueAsync(Timestamp now, int limit, CancellationToken cancellationToken);

    /// <summary>What waits for a durable consumer after an id, in order.</summary>
    ValueTask<ImmutableArray<OutboxRow>> OutboxAsync(string consumer, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The consumer has handled what waited up to and with this id.</summary>
    Task<WriteResult> OutboxHandledAsync(string consumer, long through);

    /// <summary>When a daemon last said that it lives; null before the first time.</summary>
    ValueTask<Timestamp?> LastAliveAsync(CancellationToken cancellationToken);

    /// <summary>A daemon lives.</summary>
    Task<WriteResult> SetAliveAsync(Timestamp now);

    /// <summary>Null while the store writes; else one sentence why it does not.</summary>
    string? Trouble { get; }
}
