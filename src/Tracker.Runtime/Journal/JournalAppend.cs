using System.Collections.Immutable;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>What is appended at once: all of it or nothing.</summary>
/// <param name="Run">The run.</param>
/// <param name="Epoch">As <see cref="IJournal.OpenAsync"/> gave it.</param>
/// <param name="After">The position that the run must have; the entries go on from it without a gap.</param>
/// <param name="Entries">May be empty, where only sequences are spent.</param>
/// <param name="Producers">What the entries (and the inputs that were refused) bring the producers to.</param>
public sealed record JournalAppend(
    RunId Run,
    long Epoch,
    long After,
    ImmutableArray<JournalEntry> Entries,
    ImmutableArray<ProducerProgress> Producers);

/// <summary>What became of an append or of another write.</summary>
public enum WriteOutcome : byte
{
    /// <summary>It is stored and flushed.</summary>
    Durable,

    /// <summary>Another writer has opened the run since. Nothing was stored.</summary>
    Fenced,

    /// <summary>Disk full, I/O error, or an append before it failed. Nothing is promised; nothing may be acknowledged.</summary>
    Failed,

    /// <summary>The run was deleted for good: nothing of it is taken any more.</summary>
    Refused,
}

/// <summary>What became of a write.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">One sentence, where it is not durable; else empty.</param>
public readonly record struct WriteResult(WriteOutcome Outcome, string Reason)
{
    /// <summary>It is stored and flushed.</summary>
    public static WriteResult Durable { get; } = new(WriteOutcome.Durable, "");
}
