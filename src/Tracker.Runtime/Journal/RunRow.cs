using Tracker.Core.Alerting;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>What a list of runs shows, as of the run's last stored snapshot.</summary>
public sealed record RunRow
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>Journal position that this includes; 0 while nothing is.</summary>
    public required long Position { get; init; }

    /// <summary>Where the run stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why it ended; empty where there is nothing to say.</summary>
    public string StatusReason { get; init; } = "";

    /// <summary>What was told.</summary>
    public RunFacts Facts { get; init; } = RunFacts.None;

    /// <summary>Plugin of the job; null for an external trainer.</summary>
    public string? JobPlugin { get; init; }

    /// <summary>Current attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>Highest step; -1 before the first.</summary>
    public long Step { get; init; } = -1;

    /// <summary>Samples taken.</summary>
    public long Samples { get; init; }

    /// <summary>When the run was made.</summary>
    public required Timestamp CreatedAt { get; init; }

    /// <summary>When the last samples came.</summary>
    public Timestamp? LastReportAt { get; init; }

    /// <summary>When it ended.</summary>
    public Timestamp? EndedAt { get; init; }

    /// <summary>The monitor wants a tick then.</summary>
    public Timestamp? NextDeadline { get; init; }

    /// <summary>Alerts that fire.</summary>
    public int FiringAlerts { get; init; }

    /// <summary>The gravest of them; null where none fires.</summary>
    public Severity? Worst { get; init; }

    /// <summary>The likeliest cause; null where there is none.</summary>
    public string? Cause { get; init; }

    /// <summary>Bytes that its journal takes. Known to the store alone: not written with the row.</summary>
    public long Bytes { get; init; }

    /// <summary>It is never removed by retention. Known to the store alone.</summary>
    public bool IsPinned { get; init; }

    /// <summary>When it was deleted; null while it is listed. Known to the store alone.</summary>
    public Timestamp? DeletedAt { get; init; }

    /// <summary>A deleted run is purged from then on. Known to the store alone.</summary>
    public Timestamp? PurgeAfter { get; init; }
}
