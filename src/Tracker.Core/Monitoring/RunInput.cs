using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>What goes into a run monitor. Each is one journal entry; the position is given by the mailbox.</summary>
/// <param name="ReceivedAt">When the daemon took it; never falls within a run.</param>
public abstract record RunInput(Timestamp ReceivedAt);

/// <summary>A producer named the columns of its frames.</summary>
/// <param name="ReceivedAt">When the daemon took it.</param>
/// <param name="Producer">Who.</param>
/// <param name="Sequence">Its sequence number; 0 for the daemon.</param>
/// <param name="Rank">The producer's rank; series of different ranks are kept apart, rank 0 is judged.</param>
/// <param name="Set">The id it chose.</param>
/// <param name="Names">The metric names, in the order of the values.</param>
public sealed record SetInput(
    Timestamp ReceivedAt,
    ProducerId Producer,
    ulong Sequence,
    int Rank,
    uint Set,
    ImmutableArray<string> Names) : RunInput(ReceivedAt);

/// <summary>Samples, in the order in which they count.</summary>
/// <param name="ReceivedAt">When the daemon took the last of them.</param>
/// <param name="Frames">One or more frames, each producer's in the order of its sequences.</param>
public sealed record FramesInput(Timestamp ReceivedAt, ImmutableArray<Frame> Frames) : RunInput(ReceivedAt);

/// <summary>Facts that add to and replace earlier ones.</summary>
/// <param name="ReceivedAt">When the daemon took it.</param>
/// <param name="Producer">Who told.</param>
/// <param name="Sequence">Its sequence number; 0 where it came with a hello or from the daemon.</param>
/// <param name="Facts">What was told.</param>
public sealed record FactsInput(Timestamp ReceivedAt, ProducerId Producer, ulong Sequence, RunFacts Facts) : RunInput(ReceivedAt);

/// <summary>Something happened to the run that is no sample.</summary>
public enum MarkKind : byte
{
    /// <summary>The run was made.</summary>
    Created,

    /// <summary>A new attempt began: <see cref="MarkInput.Value"/> is its number.</summary>
    Attempt,

    /// <summary>The daemon was away until now: <see cref="MarkInput.Value"/> is for how many microseconds. No trainer is to blame.</summary>
    Downtime,

    /// <summary>The run is a job of the daemon: only the supervisor ends it. <see cref="MarkInput.Text"/> names the plugin.</summary>
    Job,

    /// <summary>The trainer began a phase: <see cref="MarkInput.Text"/> is its name, <see cref="MarkInput.Value"/> the step.</summary>
    Phase,
}

/// <summary>Something happened to the run that is no sample.</summary>
/// <param name="ReceivedAt">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Value">Its number, see <see cref="MarkKind"/>.</param>
/// <param name="Text">Its text, see <see cref="MarkKind"/>.</param>
public sealed record MarkInput(Timestamp ReceivedAt, MarkKind Kind, long Value, string Text) : RunInput(ReceivedAt)
{
    /// <summary>Who said so; not part of what is stored, as how far a producer is stands beside the journal.</summary>
    public ProducerId Producer { get; init; } = ProducerId.Daemon;

    /// <summary>Its sequence number; 0 where the daemon made the mark.</summary>
    public ulong Sequence { get; init; }
}

/// <summary>The trainer raises an alert of its own, or takes one back.</summary>
/// <param name="ReceivedAt">When the daemon took it.</param>
/// <param name="Producer">Who.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Title">What it is known by: the same title is the same alert.</param>
/// <param name="Text">More about it; may be empty.</param>
/// <param name="Severity">How grave; null takes it back.</param>
/// <param name="Step">The step it belongs to; -1 where it has none.</param>
public sealed record AlertInput(
    Timestamp ReceivedAt,
    ProducerId Producer,
    ulong Sequence,
    string Title,
    string Text,
    Severity? Severity,
    long Step) : RunInput(ReceivedAt);

/// <summary>
/// Facts that a person knows better than the trainer. They hold from the run's first input on, whatever is told before or after: the host
/// judges the run again from the start once they are durable.
/// </summary>
/// <param name="ReceivedAt">When the daemon took it.</param>
/// <param name="Facts">What holds.</param>
/// <param name="Reset">What was set by hand before holds no more.</param>
public sealed record FactsByHandInput(Timestamp ReceivedAt, RunFacts Facts, bool Reset) : RunInput(ReceivedAt);

/// <summary>A deadline passed.</summary>
/// <param name="ReceivedAt">Now.</param>
public sealed record TickInput(Timestamp ReceivedAt) : RunInput(ReceivedAt);

/// <summary>Somebody ordered the trainer to do something.</summary>
/// <param name="ReceivedAt">When.</param>
/// <param name="Command">The order.</param>
public sealed record CommandInput(Timestamp ReceivedAt, RunCommand Command) : RunInput(ReceivedAt);

/// <summary>The trainer said what became of an order.</summary>
/// <param name="ReceivedAt">When the daemon took it.</param>
/// <param name="Producer">Who.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Command">The order.</param>
/// <param name="State">What became of it.</param>
/// <param name="Message">In one sentence.</param>
public sealed record OutcomeInput(
    Timestamp ReceivedAt,
    ProducerId Producer,
    ulong Sequence,
    CommandId Command,
    CommandState State,
    string Message) : RunInput(ReceivedAt);

/// <summary>The run ended.</summary>
/// <param name="ReceivedAt">When the daemon took it.</param>
/// <param name="Producer">Who said so; <see cref="ProducerId.Daemon"/> for the supervisor of a job and for calls by hand.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Status">Finished, failed or cancelled.</param>
/// <param name="Reason">One sentence, where it failed.</param>
/// <param name="BySupervisor">The job's supervisor says so. For a job nobody else ends the run.</param>
public sealed record FinishInput(
    Timestamp ReceivedAt,
    ProducerId Producer,
    ulong Sequence,
    RunStatus Status,
    string Reason,
    bool BySupervisor) : RunInput(ReceivedAt);
