using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Detection.LabRules;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Replay.Traces;

/// <summary>A trace script: a run as it happened, and what must come of it. docs/traces.md is its language.</summary>
public sealed class TraceScript
{
    internal TraceScript(RunFacts facts, MonitorOptions options, ImmutableArray<TraceAction> actions, ImmutableArray<Expectation> expectations)
    {
        Facts = facts;
        Options = options;
        Actions = actions;
        Expectations = expectations;
    }

    /// <summary>What the run's hello tells.</summary>
    public RunFacts Facts { get; }

    /// <summary>What it is judged with.</summary>
    public MonitorOptions Options { get; }

    internal ImmutableArray<TraceAction> Actions { get; }

    internal ImmutableArray<Expectation> Expectations { get; }

    /// <summary>The script, judged with these rules of a lab in place of its own.</summary>
    public TraceScript WithRules(ImmutableArray<LabRule> rules) => new(Facts, Options with { Rules = rules }, Actions, Expectations);

    /// <summary>Reads a script.</summary>
    /// <exception cref="TraceSyntaxException">It cannot be read.</exception>
    public static TraceScript Parse(string text) => new TraceParser().Read(text);
}

/// <summary>Something that happens to the run, in the order of the script.</summary>
internal abstract record TraceAction;

/// <summary>Rows of one metric set, at every so many steps of a segment.</summary>
internal sealed record Stream(long Every, long From, ImmutableArray<Column> Columns);

/// <summary>One metric of a stream.</summary>
internal sealed record Column(string Metric, Expression Value, Expression? Noise);

/// <summary>So many steps, reported by the streams side by side.</summary>
internal sealed record SegmentAction(ImmutableArray<Stream> Streams, long Steps) : TraceAction;

/// <summary>Reports go on, the step does not.</summary>
internal sealed record HoldAction(ImmutableArray<Column> Columns, TimeSpan Span) : TraceAction;

/// <summary>Nothing is heard of the run.</summary>
internal sealed record SilenceAction(TimeSpan Span) : TraceAction;

/// <summary>The daemon was away; nothing could be heard.</summary>
internal sealed record DowntimeAction(TimeSpan Span) : TraceAction;

/// <summary>The time one step takes from here on.</summary>
internal sealed record IntervalAction(TimeSpan Span) : TraceAction;

/// <summary>Noise from here on is drawn from this seed.</summary>
internal sealed record SeedAction(ulong Seed) : TraceAction;

/// <summary>A new attempt starts, perhaps from an earlier step.</summary>
internal sealed record AttemptAction(int Attempt, long? Step) : TraceAction;

/// <summary>The trainer begins a phase.</summary>
internal sealed record PhaseAction(string Name) : TraceAction;

/// <summary>Later facts.</summary>
internal sealed record FactsAction(RunFacts Facts) : TraceAction;

/// <summary>The trainer ends the run.</summary>
internal sealed record FinishAction(RunStatus Status) : TraceAction;

/// <summary>When an expectation must hold: steps, or microseconds since the start.</summary>
internal readonly record struct Window(bool OfTime, long First, long Last)
{
    public bool Holds(long step, long elapsed) => OfTime ? elapsed >= First && elapsed <= Last : step >= First && step <= Last;
}

/// <summary>Something that must hold, from a line of the script.</summary>
internal abstract record Expectation(int Line);

internal sealed record AlertFires(int Line, Window When, string Detector, Severity? Severity) : Expectation(Line);

internal sealed record AlertResolves(int Line, Window When, string Detector) : Expectation(Line);

internal sealed record FindingAppears(int Line, Window When, string Cause, double Above) : Expectation(Line);

/// <summary>No alert of this detector (null: of any) at this severity or above.</summary>
internal sealed record NeverAlert(int Line, string? Detector, Severity Least) : Expectation(Line);

/// <summary>No finding of this cause (null: of any).</summary>
internal sealed record NeverFinding(int Line, string? Cause) : Expectation(Line);

internal sealed record EndStatus(int Line, RunStatus Status) : Expectation(Line);

/// <summary>At the end the detector's alert holds (with this severity), or it does not.</summary>
internal sealed record EndAlert(int Line, string? Detector, bool Fires, Severity? Severity) : Expectation(Line);

internal sealed record EndFinding(int Line, string Cause, double Above, bool First) : Expectation(Line);

internal sealed record EndNoFinding(int Line, string? Cause) : Expectation(Line);

internal sealed record RemedyIsProposed(int Line, string Remedy, bool Proposed) : Expectation(Line);

internal sealed record NotJudged(int Line, string Detector) : Expectation(Line);
