using System.ComponentModel.DataAnnotations;

namespace Tracker.Daemon.Export;

/// <summary>How much /metrics shows. What it leaves out stays in the store and is counted in tracker_series_limited_total.</summary>
internal sealed record ExportOptions
{
    /// <summary>Live runs with series of their own, the newest first. Default 200; 0 to 10,000.</summary>
    [Range(0, 10_000)]
    public int MaxRuns { get; init; } = 200;

    /// <summary>Metrics of a run with a series of their own. Default 20; 0 to 2,000.</summary>
    [Range(0, 2_000)]
    public int MaxMetricsPerRun { get; init; } = 20;

    /// <summary>Series of one instrument of the daemon. Default 200; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int MaxSeriesPerInstrument { get; init; } = 200;

    /// <summary>How long a scrape waits for runs to answer before it shows what was known of them. Default 2 s; 100 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);
}
