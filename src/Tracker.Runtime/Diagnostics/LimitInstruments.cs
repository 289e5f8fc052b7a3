using System.Diagnostics.Metrics;

namespace Tracker.Runtime.Diagnostics;

/// <summary>How often each limit was reached. docs/limits.md lists the limits and their words.</summary>
public sealed class LimitInstruments
{
    private readonly Counter<long> _reached;

    /// <summary>Makes them.</summary>
    public LimitInstruments(TrackerMeter meter) =>
        _reached = meter.Meter.CreateCounter<long>("limit_reached", "{call}", "Calls, messages and connections that a limit refused or made wait, by limit.");

    /// <summary>A limit was reached once more.</summary>
    /// <param name="limit">Its word, as in docs/limits.md: a closed set.</param>
    public void Reached(string limit) => _reached.Add(1, new KeyValuePair<string, object?>("limit", limit));
}
