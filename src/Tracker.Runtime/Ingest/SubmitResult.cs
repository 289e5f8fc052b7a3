namespace Tracker.Runtime.Ingest;

/// <summary>What became of an input.</summary>
/// <param name="State">What became of it.</param>
/// <param name="DurableSequence">The producer's highest durable sequence; everything up to it may be acknowledged.</param>
/// <param name="ResendFrom">The first sequence to send again, where the state is <see cref="SubmitState.ResendNeeded"/>; else 0.</param>
/// <param name="Reason">One sentence, where it was not taken; else empty.</param>
public sealed record SubmitResult(SubmitState State, ulong DurableSequence, ulong ResendFrom, string Reason);
