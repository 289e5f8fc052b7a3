using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Search;

namespace Tracker.Runtime.Tests.Ingest;

internal enum OutageKind
{
    None,

    /// <summary>Writes never come back: the process is gone.</summary>
    Dead,

    /// <summary>The journal writes; what is derived does not reach the disk, and its writers never hear of it.</summary>
    NothingDerived,

    /// <summary>Writes fail.</summary>
    Failing,

    /// <summary>Small writes find room, entries of the journal do not.</summary>
    Full,

    /// <summary>What the journal gives back is no entry.</summary>
    Unreadable,
}

internal sealed class Outage
{
    private volatile OutageKind _kind;

    public OutageKind Kind
    {
        get => _kind;
        set => _kind = value;
    }

    public static Task<WriteResult> Never => new TaskCompletionSource<WriteResult>().Task;

    public static WriteResult Failed => new(WriteOutcome.Failed, "The disk is full.");
}

internal sealed class CutJournal(IJournal inner, Outage outage) : IJournal
{
    private int _appends;

    public JournalCondition Condition => inner.Condition;

    public int Appends => Volatile.Read(ref _appends);

    public async ValueTask<JournalHead> OpenAsync(RunId run, CancellationToken cancellationToken) => outage.Kind switch
    {
        OutageKind.Failing => throw new StoreException(Outage.Failed.Reason),
        OutageKind.Dead => await new TaskCompletionSource<JournalHead>().Task,
        _ => await inner.OpenAsync(run, cancellationToken),
    };

    public ValueTask<JournalHead?> PeekAsync(RunId run, CancellationToken cancellationToken) => inner.PeekAsync(run, cancellationToken);

    public Task<WriteResult> AppendAsync(JournalAppend append)
    {
        Interlocked.Increment(ref _appends);
        return outage.Kind switch
        {
            OutageKind.Failing or OutageKind.Full => Task.FromResult(Outage.Failed),
            OutageKind.Dead => Outage.Never,
            _ => inner.AppendAsync(append),
        };
    }

    public IAsyncEnumerable<JournalEntry> ReadAsync(RunId run, long after, CancellationToken cancellationToken) =>
        outage.Kind == OutageKind.Unreadable ? throw new FormatException("An entry is damaged.") : inner.ReadAsync(run, after, cancellationToken);

    public ValueTask<WriteResult> TruncateAsync(RunId run, long through, CancellationToken cancellationToken) =>
        inner.TruncateAsync(run, through, cancellationToken);
}

internal sealed class CutRunStore(IRunStore inner, Outage outage) : IRunStore
{
    public string? Trouble => inner.Trouble;

    public Task<WriteResult> CommitAsync(DerivedCommit commit) => Write(() => inner.CommitAsync(commit));

    public ValueTask<RunRow?> GetAsync(RunId run, CancellationToken cancellationToken) => inner.GetAsync(run, cancellationToken);

    public ValueTask<ImmutableArray<RunRow>> FindAsync(string text, CancellationToken cancellationToken) => inner.FindAsync(text, cancellationToken);

    public ValueTask<ImmutableArray<RunRow>> ListAsync(RunQuery query, CancellationToken cancellationToken) => inner.ListAsync(query, cancellationToken);

    public ValueTask<ImmutableArray<RunId>> UnindexedAsync(int limit, CancellationToken cancellationToken) => inner.UnindexedAsync(limit, cancellationToken);

    public Task<WriteResult> IndexAsync(RunId run, long position, ImmutableArray<MetricValue> metrics, string? cause) =>
        inner.IndexAsync(run, position, metrics, cause);

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);

    public ValueTask<RunPage> SearchAsync(RunSearch search, CancellationToken cancellationToken) => inner.SearchAsync(search, cancellationToken);

    public ValueTask<ImmutableArray<RunId>> LiveAsync(CancellationToken cancellationToken) => inner.LiveAsync(cancellationToken);

    public ValueTask<StoredSnapshot?> SnapshotAsync(RunId run, CancellationToken cancellationToken) => inner.SnapshotAsync(run, cancellationToken);

    public ValueTask<ImmutableArray<RunEvent>> EventsAsync(RunId run, ulong after, int limit, CancellationToken cancellationToken) =>
        inner.EventsAsync(run, after, limit, cancellationToken);

    public ValueTask<ImmutableArray<RunId>> OverdueAsync(Timestamp now, int limit, CancellationToken cancellationToken) =>
        inner.OverdueAsync(now, limit, cancellationToken);

    public ValueTask<ImmutableArray<OutboxRow>> OutboxAsync(string consumer, long after, int limit, CancellationToken cancellationToken) =>
        outage.Kind == OutageKind.Dead
            ? new ValueTask<ImmutableArray<OutboxRow>>([])
            : inner.OutboxAsync(consumer, after, limit, cancellationToken);

    public Task<WriteResult> OutboxHandledAsync(string consumer, long through) => Write(() => inner.OutboxHandledAsync(consumer, through));

    public ValueTask<Timestamp?> LastAliveAsync(CancellationToken cancellationToken) => inner.LastAliveAsync(cancellationToken);

    public Task<WriteResult> SetAliveAsync(Timestamp now) => Write(() => inner.SetAliveAsync(now));

    private Task<WriteResult> Write(Func<Task<WriteResult>> write) => outage.Kind switch
    {
        OutageKind.Failing => Task.FromResult(Outage.Failed),
        OutageKind.Dead or OutageKind.NothingDerived => Outage.Never,
        _ => write(),
    };
}
