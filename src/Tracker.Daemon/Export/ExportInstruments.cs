using System.Diagnostics.Metrics;
using System.Reflection;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Daemon.Export;

/// <summary>What the export says of itself, and which daemon this is.</summary>
internal sealed class ExportInstruments
{
    private readonly Counter<long> _limited;
    private readonly Gauge<int> _series;

    public ExportInstruments(TrackerMeter meter)
    {
        _limited = meter.Meter.CreateCounter<long>(
            "series.limited", "{series}", "Runs, metrics and label sets that got no series because a limit was reached, each counted once.");
        _series = meter.Meter.CreateGauge<int>("exported.series", "{series}", "Series of runs on this page.");
        meter.Meter.CreateObservableGauge("build.info", Build, null, "1, with the version of the daemon.");
    }

    /// <param name="reason">runs, metrics or instrument.</param>
    /// <param name="count">How many.</param>
    public void Limited(string reason, long count = 1)
    {
        if (count > 0) _limited.Add(count, new KeyValuePair<string, object?>("reason", reason));
    }

    public void Series(int count) => _series.Record(count);

    private static Measurement<int> Build()
    {
        var version = typeof(ExportInstruments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        var parts = version.Split('+', 2);
        return new(
            1,
            new KeyValuePair<string, object?>("version", parts[0]),
            new KeyValuePair<string, object?>("commit", parts.Length > 1 ? parts[1] : "unknown"));
    }
}
