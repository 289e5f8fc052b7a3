using System.Diagnostics.Metrics;

namespace Tracker.Runtime.Diagnostics;

/// <summary>What is measured of events.</summary>
public sealed class EventInstruments
{
    private readonly Counter<long> _skipped;

    /// <summary>Makes them.</summary>
    public EventInstruments(TrackerMeter meter)
    {
        _skipped = meter.Meter.CreateCounter<long>("events_skipped", "{event}", "Events that a slow subscriber missed.");
    }

    internal void Skipped(string subscriber) => _skipped.Add(1, new KeyValuePair<string, object?>("subscriber", subscriber));
}
