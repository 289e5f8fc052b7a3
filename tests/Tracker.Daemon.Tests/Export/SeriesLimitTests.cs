using Tracker.Core.Metrics;
using Tracker.Core.Runs;
using Tracker.Daemon.Export;
using static Tracker.Daemon.Tests.Export.RunSnapshots;

namespace Tracker.Daemon.Tests.Export;

public sealed class SeriesLimitTests
{
    [Fact]
    public async Task Scrape_MoreRunsThanTheCap_ShowsTheNewestAndCountsEachRunOnce()
    {
        await using var host = await MetricsHost.StartAsync(new ExportOptions { MaxRuns = 2 });
        host.Runs.Put(Running(1), Running(2), Running(3), Running(4), Running(5));
        await host.ReadAsync();

        var page = await host.ReadAsync();

        Assert.Equal([new RunId(4).ToString(), new RunId(5).ToString()], page.Find("tracker_run_info").Select(s => s.Labels["run"]).Order());
        Assert.Equal(3, page.Value("tracker_series_limited_total", ("reason", "runs")));

        host.Runs.Put(Running(6), Running(5) with { Status = RunStatus.Finished });
        page = await host.ReadAsync();
        Assert.Equal([new RunId(4).ToString(), new RunId(6).ToString()], page.Find("tracker_run_info").Select(s => s.Labels["run"]).Order());
        Assert.Equal(3, page.Value("tracker_series_limited_total", ("reason", "runs")));
    }

    [Fact]
    public async Task Scrape_MoreMetricsThanTheCap_ShowsWhatIsJudgedAndCountsEachOnce()
    {
        await using var host = await MetricsHost.StartAsync(new ExportOptions { MaxMetricsPerRun = 3 });
        host.Runs.Put(Running(1, [.. Metrics(4), Metric("lr", 0.1, role: MetricRole.LearningRate), Metric("loss", 1, role: MetricRole.Loss, primary: true)]));
        await host.ReadAsync();

        var page = await host.ReadAsync();

        Assert.Equal(["loss", "lr", "metric 0"], page.Find("tracker_run_metric_value").Select(s => s.Labels["metric"]).Order());
        Assert.Equal(3, page.Value("tracker_series_limited_total", ("reason", "metrics")));
    }

    [Fact]
    public async Task Scrape_SystemSeries_TakeWhatRoomIsLeftAndAreNotMissed()
    {
        await using var host = await MetricsHost.StartAsync(new ExportOptions { MaxMetricsPerRun = 3 });
        var machine = Enumerable.Range(0, 5).Select(gpu => Metric($"system/gpu/{gpu}/power", 250, role: MetricRole.System, nonFinite: 1));
        host.Runs.Put(Running(1, [.. machine, .. Metrics(1), Metric("loss", 1, role: MetricRole.Loss, primary: true)]));
        await host.ReadAsync();

        var page = await host.ReadAsync();

        Assert.Equal(["loss", "metric 0", "system/gpu/0/power"], page.Find("tracker_run_metric_value").Select(s => s.Labels["metric"]).Order());
        Assert.Empty(page.Find("tracker_series_limited_total"));
        Assert.Equal(0, page.Value("tracker_run_nonfinite_values_total"));
    }

    [Fact]
    public async Task Scrape_TwoHundredFullRuns_StayWithinTheBudget()
    {
        await using var host = await MetricsHost.StartAsync();
        host.Runs.Put([.. Enumerable.Range(1, 250).Select(number => Running(number, Metrics(40)))]);

        var page = await host.ReadAsync();

        Assert.Equal(200, page.Find("tracker_run_info").Count());
        Assert.InRange(page.Samples.Count(s => s.Labels.ContainsKey("run")), 4_000, 200 * 32);
        Assert.Equal(50, page.Value("tracker_series_limited_total", ("reason", "runs")));
        Assert.Equal(200 * 20, page.Value("tracker_series_limited_total", ("reason", "metrics")));
    }
}
