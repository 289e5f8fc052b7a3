using System.Collections.Immutable;

namespace Tracker.Runtime.Journal;

/// <summary>How the journal is.</summary>
/// <param name="UnsealedSamples">Samples that are stored as they came and wait to be sealed.</param>
/// <param name="LogBytes">Bytes of the write-ahead log that are not copied into the file yet.</param>
/// <param name="Problems">What is damaged: a sentence each; empty while all is well.</param>
public readonly record struct JournalCondition(long UnsealedSamples, long LogBytes, ImmutableArray<string> Problems);
