using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Diagnosis;
using Tracker.Core.Metrics;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>What a run monitor knows at one position: an immutable picture for pages, metrics and answers.</summary>
public sealed record RunMonitorSnapshot
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>Journal position up to which this holds.</summary>
    public required long Position { get; init; }

    /// <summary>Where the run stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why it ended; empty where there is nothing to say.</summary>
    public required string StatusReason { get; init; }

    /// <summary>What was told.</summary>
    public required RunFacts Facts { get; init; }

    /// <summary>The kind it is judged as: that of <see cref="Facts"/>, or inferred from the names of metrics.</summary>
    public InferredKind Kind { get; init; }

    /// <summary>The part of <see cref="Facts"/> that people set by hand; it stands over what the trainer told.</summary>
    public RunFacts FactsByHand { get; init; } = RunFacts.None;

    /// <summary>The phase that the trainer is in; null where it named none.</summary>
    public RunPhase? Phase { get; init; }

    /// <summary>Plugin of the job; null for an external trainer.</summary>
    public required string? JobPlugin { get; init; }

    /// <summary>Current attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Highest step of any metric but system ones; -1 before the first.</summary>
    public required long Step { get; init; }

    /// <summary>Samples taken, late ones included.</summary>
    public required long Samples { get; init; }

    /// <summary>When the run was made.</summary>
    public required Timestamp CreatedAt { get; init; }

    /// <summary>When the last samples of the training came, system samples aside; null before the first.</summary>
    public required Timestamp? LastReportAt { get; init; }

    /// <summary>When it ended; null while it lives.</summary>
    public required Timestamp? EndedAt { get; init; }

    /// <summary>The run's own learned time between reports; null while it is not learned.</summary>
    public required TimeSpan? ExpectedInterval { get; init; }

    /// <summary>A silence that lasts for so long is called stalled; null before the first report.</summary>
    public TimeSpan? SilenceLimit { get; init; }

    /// <summary>The monitor wants a tick then.</summary>
    public required Timestamp? NextDeadline { get; init; }

    /// <summary>Every series, in the order in which they appeared.</summary>
    public required ImmutableArray<MetricSnapshot> Metrics { get; init; }

    /// <summary>Every alert of the run, the oldest first.</summary>
    public required ImmutableArray<Alert> Alerts { get; init; }

    /// <summary>The causes that hold, the likeliest first.</summary>
    public required ImmutableArray<Finding> Findings { get; init; }

    /// <summary>Ids of the evidence of the last diagnosis, from which <see cref="Diagnosis.Weights.WeightTable"/> ranks the causes.</summary>
    public ImmutableArray<string> Evidence { get; init; } = [];

    /// <summary>What speaks for a run with which nothing is wrong, in sentences with numbers; whether something is wrong is said by alerts and findings.</summary>
    public ImmutableArray<string> Health { get; init; } = [];

    /// <summary>What was not sent and would tell more of causes, as "gradient norms".</summary>
    public ImmutableArray<string> Unsent { get; init; } = [];

    /// <summary>How far each detector is.</summary>
    public required ImmutableArray<Judgement> Judgements { get; init; }

    /// <summary>Orders without an outcome, the oldest first.</summary>
    public required ImmutableArray<RunCommand> PendingCommands { get; init; }

    /// <summary>Number of the last event.</summary>
    public required ulong LastEvent { get; init; }
}

/// <summary>A part of a training that the trainer named, as "unfreeze".</summary>
/// <param name="Name">Its name.</param>
/// <param name="Step">The step at which it began.</param>
public sealed record RunPhase(string Name, long Step);

/// <summary>What is known of one series.</summary>
/// <param name="Name">As it was sent.</param>
/// <param name="Rank">Of the trainer that sent it.</param>
/// <param name="Role">What it means.</param>
/// <param name="Split">What it was measured on.</param>
/// <param name="Direction">Which way it gets better.</param>
/// <param name="IsPrimary">Learning is judged on it.</param>
/// <param name="Count">Samples.</param>
/// <param name="Late">Samples that came at or below a step that was judged already.</param>
/// <param name="NonFinite">Samples that are NaN or infinite.</param>
/// <param name="LastStep">Step of the last sample.</param>
/// <param name="Last">The last sample.</param>
/// <param name="Best">The best finite one by direction (lowest where it is unknown); NaN before the first.</param>
/// <param name="BestStep">Its step; -1 before the first.</param>
public readonly record struct MetricSnapshot(
    string Name,
    int Rank,
    MetricRole Role,
    Split Split,
    MetricDirection Direction,
    bool IsPrimary,
    long Count,
    long Late,
    long NonFinite,
    long LastStep,
    double Last,
    double Best,
    long BestStep);

/// <summary>How far a detector is with a run.</summary>
public enum JudgementState : byte
{
    /// <summary>It judges and sees nothing.</summary>
    Quiet,

    /// <summary>It sees something, not yet long enough.</summary>
    Pending,

    /// <summary>Its alert holds.</summary>
    Firing,

    /// <summary>It needs more samples.</summary>
    NotJudged,

    /// <summary>It has nothing to say of this kind of run.</summary>
    NotApplicable,

    /// <summary>It failed and was switched off for this run.</summary>
    Disabled,
}

/// <summary>How far a detector is with a run.</summary>
/// <param name="Detector">Its id.</param>
/// <param name="State">How far.</param>
/// <param name="Seen">Samples or evaluations seen, where it is not judged yet.</param>
/// <param name="Needed">Samples or evaluations needed, where it is not judged yet.</param>
/// <param name="Message">One sentence, as "not judged yet: 20 of 60 samples".</param>
public readonly record struct Judgement(string Detector, JudgementState State, long Seen, long Needed, string Message);
