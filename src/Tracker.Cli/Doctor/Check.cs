namespace Tracker.Cli.Doctor;

/// <summary>How a check ended.</summary>
internal enum CheckState
{
    /// <summary>As it should be.</summary>
    Well,

    /// <summary>Works, and somebody may want to know.</summary>
    Note,

    /// <summary>Does not work.</summary>
    Broken,
}

/// <summary>One thing looked at.</summary>
internal sealed record Check(string Name, CheckState State, string Message, string WayOut = "");
