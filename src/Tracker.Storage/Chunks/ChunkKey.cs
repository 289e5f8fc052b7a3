using Tracker.Core.Runs;

namespace Tracker.Storage.Chunks;

/// <summary>What all frames of a chunk have in common.</summary>
/// <param name="Producer">Who sent them.</param>
/// <param name="Set">Their metric set.</param>
/// <param name="Attempt">Their attempt.</param>
/// <param name="Width">The form of their values.</param>
/// <param name="Metrics">Values a row.</param>
internal readonly record struct ChunkKey(ProducerId Producer, uint Set, int Attempt, WordWidth Width, int Metrics);
