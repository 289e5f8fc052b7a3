using System.Diagnostics.Metrics;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Daemon.Hosting;

/// <summary>Connections, as Kestrel counts them.</summary>
internal sealed class DoorInstruments : IDisposable
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";
    private const string Open = "kestrel.active_connections";
    private const string Refused = "kestrel.rejected_connections";

    private readonly MeterListener _listener = new();
    private readonly LimitInstruments _limits;
    private long _open;

    /// <param name="meter">The daemon's own.</param>
    /// <param name="limits">Told of connections that were one too many.</param>
    /// <param name="meters">The host's: another host of this process counts its own.</param>
    public DoorInstruments(TrackerMeter meter, LimitInstruments limits, IMeterFactory meters)
    {
        _limits = limits;
        meter.Meter.CreateObservableGauge("connections", () => Volatile.Read(ref _open), "{connection}", "Connections that are open, over all doors.");
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Kestrel && instrument.Name is Open or Refused && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, by, _, _) => Count(instrument.Name, by));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    private void Count(string instrument, long by)
    {
        if (instrument == Open) Interlocked.Add(ref _open, by);
        else for (var i = 0; i < by; i++) _limits.Reached("connections");
    }
}
