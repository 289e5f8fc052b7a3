using System.Diagnostics.Metrics;

namespace Tracker.Runtime.Diagnostics;

/// <summary>The one meter of the daemon. Names carry no prefix; the exporter adds tracker_.</summary>
public sealed class TrackerMeter : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Tracker";

    /// <summary>Instruments are made on this.</summary>
    public Meter Meter { get; } = new(Name);

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();
}
