namespace Tracker.Runtime.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobPhase
{
    /// <summary>It waits for a slot.</summary>
    Queued,

    /// <summary>Its process is being started.</summary>
    Starting,

    /// <summary>Its process runs.</summary>
    Running,

    /// <summary>It was asked to stop.</summary>
    Stopping,

    /// <summary>The daemon was restarted and looks for its process.</summary>
    Reattaching,

    /// <summary>It is over.</summary>
    Exited,
}
