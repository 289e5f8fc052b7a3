using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>
/// Keeps the inputs of every run in order. The one source of truth: everything in <see cref="IRunStore"/> can be made again from it.
/// </summary>
public interface IJournal
{
    /// <summary>Takes the run over: appends under every earlier epoch are fenced from here on.</summary>
    /// <exception cref="StoreException">The store could not write.</exception>
    ValueTask<JournalHead> OpenAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Where the run stands, without taking it over; null where nothing was ever appended.</summary>
    ValueTask<JournalHead?> PeekAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>
    /// Appends all or nothing, in the order of the calls, and flushes. The epoch and the position are checked in the same commit, so
    /// that two writers can never both be told that they are durable. Never throws for what a disk can do.
    /// </summary>
    Task<WriteResult> AppendAsync(JournalAppend append);

    /// <summary>
    /// The entries after a position, in order, as they are when they are read. What is damaged is left out, and told in
    /// <see cref="Condition"/>: positions then have a hole.
    /// </summary>
    IAsyncEnumerable<JournalEntry> ReadAsync(RunId run, long after, CancellationToken cancellationToken);

    /// <summary>Removes the entries up to and with a position. Head and producers stay.</summary>
    ValueTask<WriteResult> TruncateAsync(RunId run, long through, CancellationToken cancellationToken);

    /// <summary>How it is now.</summary>
    JournalCondition Condition { get; }
}
