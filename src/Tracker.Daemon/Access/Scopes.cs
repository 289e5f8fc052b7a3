namespace Tracker.Daemon.Access;

/// <summary>What a caller may do, and what a call needs.</summary>
[Flags]
internal enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Report to runs.</summary>
    Ingest = 1,

    /// <summary>Read runs, jobs, metrics and the daemon's state.</summary>
    Read = 2,

    /// <summary>Make the daemon act. Whoever has it has the others too.</summary>
    Control = 4,

    /// <summary>What is open to anybody on this machine.</summary>
    Open = Ingest | Read,

    /// <summary>Everything.</summary>
    All = Open | Control,
}
