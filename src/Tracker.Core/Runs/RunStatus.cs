namespace Tracker.Core.Runs;

/// <summary>Where a run stands. Stalled is an alert, not a status.</summary>
public enum RunStatus : byte
{
    /// <summary>Made; nothing reported yet.</summary>
    Created,

    /// <summary>It reports.</summary>
    Running,

    /// <summary>It ended in peace.</summary>
    Finished,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>Somebody ended it.</summary>
    Cancelled,

    /// <summary>Silent for so long that nobody waits for it; data revives it.</summary>
    Lost,
}

/// <summary>What follows from a status.</summary>
public static class RunStatusExtensions
{
    /// <summary>Finished, failed or cancelled: the run will not report again unless a new attempt starts.</summary>
    public static bool IsOver(this RunStatus status) => status is RunStatus.Finished or RunStatus.Failed or RunStatus.Cancelled;

    /// <summary>Created or running: somebody waits for it.</summary>
    public static bool IsLive(this RunStatus status) => status is RunStatus.Created or RunStatus.Running;

    /// <summary>The word for people, tables and metrics.</summary>
    public static string ToWord(this RunStatus status) => status switch
    {
        RunStatus.Created => "created",
        RunStatus.Running => "running",
        RunStatus.Finished => "finished",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
        RunStatus.Lost => "lost",
        _ => "unknown",
    };
}
