namespace Tracker.Daemon.Export;

/// <summary>The type of a family on the page.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
