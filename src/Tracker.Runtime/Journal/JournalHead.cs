using System.Collections.Immutable;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>Where a run's journal stands.</summary>
/// <param name="Epoch">Of the last writer that opened it; an append of an earlier one is fenced. 0 before the first.</param>
/// <param name="Position">Of the last entry; 0 before the first.</param>
/// <param name="LastReceivedAt">Of the last entry; the epoch of Unix before the first.</param>
/// <param name="Producers">How far each producer is.</param>
public sealed record JournalHead(long Epoch, long Position, Timestamp LastReceivedAt, ImmutableArray<ProducerProgress> Producers)
{
    /// <summary>Why nothing of the run is taken any more: it was deleted for good. Null for every other.</summary>
    public string? Refusal { get; init; }
}
