using System.Collections.Immutable;
using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>Something that a stored log tells, in the order of the log.</summary>
internal abstract record LogEntry;

/// <summary>The metrics that a row has; one object for all rows that have the same.</summary>
internal sealed class LogColumns(ImmutableArray<string> names, int rank = 0)
{
    public ImmutableArray<string> Names => names;

    public int Rank => rank;
}

/// <summary>One row.</summary>
/// <param name="Columns">Its metrics.</param>
/// <param name="Step">Its step.</param>
/// <param name="Time">Microseconds of the trainer's clock; null where the log tells none.</param>
/// <param name="Attempt">The attempt it is of; 0 where the log tells none.</param>
/// <param name="Values">Shape [metrics].</param>
internal sealed record LogRow(LogColumns Columns, long Step, long? Time, int Attempt, double[] Values) : LogEntry;

/// <summary>Later facts.</summary>
internal sealed record LogFacts(RunFacts Facts) : LogEntry;

/// <summary>A new attempt begins.</summary>
internal sealed record LogAttempt(int Attempt) : LogEntry;

/// <summary>The trainer declares a phase.</summary>
internal sealed record LogPhase(string Name, long Step) : LogEntry;

/// <summary>The trainer ended the run.</summary>
internal sealed record LogFinish(RunStatus Status) : LogEntry;
