namespace Tracker.Plugins.Abstractions;

/// <summary>How grave an alert is. Only warnings and critical ones call people.</summary>
public enum AlertSeverity
{
    /// <summary>Good to know.</summary>
    Info = 1,

    /// <summary>Somebody should look.</summary>
    Warning = 2,

    /// <summary>The run is lost unless somebody acts.</summary>
    Critical = 3,
}
