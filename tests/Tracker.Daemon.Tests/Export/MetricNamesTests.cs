using Tracker.Daemon.Export;

namespace Tracker.Daemon.Tests.Export;

public sealed class MetricNamesTests
{
    [Theory]
    [InlineData("ingest.samples", "{sample}", "Counter", "tracker_ingest_samples_total")]
    [InlineData("tracker.ingest.samples", "{sample}", "Counter", "tracker_ingest_samples_total")]
    [InlineData("alerts_total", null, "Counter", "tracker_alerts_total")]
    [InlineData("ingest.duration", "s", "Histogram", "tracker_ingest_duration_seconds")]
    [InlineData("cpu.seconds", "s", "Counter", "tracker_cpu_seconds_total")]
    [InlineData("store", "By", "Gauge", "tracker_store_bytes")]
    [InlineData("progress", "1", "Gauge", "tracker_progress_ratio")]
    [InlineData("steps", "1", "Counter", "tracker_steps_total")]
    [InlineData("write.rate", "By/s", "Gauge", "tracker_write_rate_bytes_per_second")]
    [InlineData("rate", "{sample}/s", "Gauge", "tracker_rate_per_second")]
    [InlineData("load", "%", "Gauge", "tracker_load_percent")]
    [InlineData("odd name!!x", "{x}", "Gauge", "tracker_odd_name_x")]
    public void Family_OfInstrumentAndUnit_FollowsTheRules(string instrument, string? unit, string kind, string expected) =>
        Assert.Equal(expected, MetricNames.Family(instrument, unit, Enum.Parse<MetricKind>(kind)));

    [Theory]
    [InlineData("transport", "transport")]
    [InlineData("http.method", "http_method")]
    [InlineData("9lives", "_9lives")]
    [InlineData("__name__", "tag___name__")]
    [InlineData("le", "tag_le")]
    public void Label_OfTag_IsLegal(string tag, string expected) => Assert.Equal(expected, MetricNames.Label(tag));
}
