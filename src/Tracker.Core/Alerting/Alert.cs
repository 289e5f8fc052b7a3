using Tracker.Core.Runs;

namespace Tracker.Core.Alerting;

/// <summary>How grave an alert is. Only warnings and critical ones call people.</summary>
public enum Severity : byte
{
    /// <summary>Good to know.</summary>
    Info = 1,

    /// <summary>Somebody should look.</summary>
    Warning = 2,

    /// <summary>The run is lost unless somebody acts.</summary>
    Critical = 3,
}

/// <summary>Where an alert stands.</summary>
public enum AlertState : byte
{
    /// <summary>Seen, not yet long enough.</summary>
    Pending = 1,

    /// <summary>It holds.</summary>
    Firing = 2,

    /// <summary>It held.</summary>
    Resolved = 3,
}

/// <summary>What holds of one detector and one run.</summary>
/// <param name="Number">From 1 within the run; a resolved alert that fires again is a new one.</param>
/// <param name="Detector">The detector's id.</param>
/// <param name="Severity">How grave.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Step">The step of the sample that made it fire; -1 where no sample did.</param>
/// <param name="FiredAt">When it fired.</param>
/// <param name="ResolvedAt">When it resolved; null while it holds.</param>
/// <param name="Message">One sentence with the numbers.</param>
public sealed record Alert(
    int Number,
    string Detector,
    Severity Severity,
    AlertState State,
    long Step,
    Timestamp FiredAt,
    Timestamp? ResolvedAt,
    string Message)
{
    /// <summary>The detector id of what a trainer raised itself.</summary>
    public const string Trainer = "trainer";

    /// <summary>What tells alerts of one detector apart: the title of a trainer's own, the series of a lab's rule; null for those of detectors.</summary>
    public string? Title { get; init; }
}
