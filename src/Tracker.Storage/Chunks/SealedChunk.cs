using System.Collections.Immutable;

namespace Tracker.Storage.Chunks;

/// <summary>A chunk that is ready to be stored.</summary>
/// <param name="Key">What its frames have in common.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Body">Header and sections.</param>
/// <param name="Summaries">One for each metric, in the order of the set.</param>
internal sealed record SealedChunk(ChunkKey Key, int Rows, byte[] Body, ImmutableArray<SeriesSummary> Summaries)
{
    public long Samples => (long)Rows * Key.Metrics;
}
