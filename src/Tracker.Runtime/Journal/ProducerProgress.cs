using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>How far a producer is with a run.</summary>
/// <param name="Producer">Who.</param>
/// <param name="Attempt">Its last attempt.</param>
/// <param name="LastSequence">The highest sequence that is decided and durable; a resend up to it stores nothing.</param>
public readonly record struct ProducerProgress(ProducerId Producer, int Attempt, ulong LastSequence);
