using Tracker.Core.Runs;

namespace Tracker.Runtime.Ingest;

/// <summary>How a trainer introduces itself to a run.</summary>
/// <param name="Producer">Who reports.</param>
/// <param name="Attempt">From 1; a resume is the next attempt.</param>
/// <param name="Rank">Rank of the trainer within the run, from 0.</param>
/// <param name="WorldSize">Trainers that report to the run, from 1.</param>
/// <param name="Facts">What it tells of the run.</param>
/// <param name="UserAgent">What reports.</param>
public sealed record Hello(ProducerId Producer, int Attempt, int Rank, int WorldSize, RunFacts Facts, string UserAgent);
