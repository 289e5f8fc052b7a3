using System.Collections.Immutable;
using Tracker.Core.Monitoring;

namespace Tracker.Runtime.Journal;

/// <summary>What is derived from a run's journal and stored at once: the row of the list, the snapshot, and new events.</summary>
/// <param name="Row">The row of the list.</param>
/// <param name="Snapshot">Null only while nothing is judged yet.</param>
/// <param name="Events">New events, in order; one that is stored already is left alone.</param>
public sealed record DerivedCommit(RunRow Row, StoredSnapshot? Snapshot, ImmutableArray<DerivedEvent> Events)
{
    /// <summary>The facts are those of a commit that is stored already: they need not be written again.</summary>
    public bool FactsAreStored { get; init; }

    /// <summary>What became of each metric, a name once; default leaves what is stored. Not in each commit: they are many.</summary>
    public ImmutableArray<MetricValue> Metrics { get; init; }
}

/// <summary>An event and where it came from.</summary>
/// <param name="Position">The journal position that brought it.</param>
/// <param name="Event">The event.</param>
/// <param name="Consumers">Durable consumers that shall get it, see OutboxConsumer.</param>
public readonly record struct DerivedEvent(long Position, RunEvent Event, ImmutableArray<string> Consumers);

/// <summary>An event that waits for a durable consumer.</summary>
/// <param name="Id">Rises with every row.</param>
/// <param name="Run">The run.</param>
/// <param name="Event">The event.</param>
public readonly record struct OutboxRow(long Id, Tracker.Core.Runs.RunId Run, RunEvent Event);
