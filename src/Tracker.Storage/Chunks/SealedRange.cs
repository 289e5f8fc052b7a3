using System.Collections.Immutable;
using Tracker.Core.Runs;

namespace Tracker.Storage.Chunks;

/// <summary>A run of positions whose frames are all in chunks.</summary>
/// <param name="Run">The run.</param>
/// <param name="First">Its first position.</param>
/// <param name="Last">Its last position.</param>
/// <param name="Chunks">Its chunks, in the order of their first frames.</param>
/// <param name="Unreadable">Positions of entries with frames that could not be decoded; they stay as they are.</param>
internal sealed record SealedRange(RunId Run, long First, long Last, ImmutableArray<SealedChunk> Chunks, ImmutableArray<long> Unreadable)
{
    public long Samples => Chunks.Sum(static chunk => chunk.Samples);
}
