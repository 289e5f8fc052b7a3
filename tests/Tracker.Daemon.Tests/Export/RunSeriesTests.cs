using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Metrics;
using Tracker.Core.Runs;
using Tracker.Daemon.Export;
using static Tracker.Daemon.Tests.Export.RunSnapshots;

namespace Tracker.Daemon.Tests.Export;

public sealed class RunSeriesTests : IAsyncLifetime
{
    private const string Id1 = "00000000000000000000000000000001";

    private MetricsHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await MetricsHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Scrape_LiveRun_HasItsSeries()
    {
        _host.Runs.Put(Running(
            1,
            Metric("train/loss", 0.5, 0.25, MetricRole.Loss, Split.Train, primary: true),
            Metric("val/acc", 0.75, 0.875, MetricRole.Accuracy, Split.Validation, nonFinite: 2),
            Metric("epoch", 3, role: MetricRole.Epoch),
            Metric("other", 9, 1, nonFinite: 1))
            .With(Alert("diverged", Severity.Critical, AlertState.Firing), Alert("oscillation", Severity.Warning, AlertState.Resolved)));

        var page = await _host.ReadAsync();

        var info = Assert.Single(page.Find("tracker_run_info"));
        Assert.Equal([("experiment", "digits"), ("framework", ""), ("name", "run 1"), ("run", Id1), ("source", "external")], info.Labels.Select(l => (l.Key, l.Value)));
        Assert.Equal(1, page.Value("tracker_run_state", ("state", "running")));
        Assert.Equal(0, page.Value("tracker_run_state", ("state", "created")));
        Assert.Equal(1_700_000_100.25, page.Value("tracker_run_last_report_timestamp_seconds", ("run", Id1)));
        Assert.Equal(1.5, page.Value("tracker_run_expected_report_interval_seconds"));
        Assert.Equal(50, page.Value("tracker_run_step"));
        Assert.Equal(3, page.Value("tracker_run_epoch"));
        Assert.Equal(0.25, page.Value("tracker_run_progress_ratio"));
        Assert.Equal(0.5, page.Value("tracker_run_metric_value", ("metric", "train/loss"), ("split", "train")));
        Assert.Equal(9, page.Value("tracker_run_metric_value", ("metric", "other"), ("split", "none")));
        Assert.Equal(
            [("train/loss", "train", 0.25), ("val/acc", "validation", 0.875)],
            page.Find("tracker_run_metric_best_value").Select(s => (s.Labels["metric"], s.Labels["split"], s.Value)).Order());
        Assert.Equal(3, page.Value("tracker_run_nonfinite_values_total"));
        Assert.Equal("counter", page.Families["tracker_run_nonfinite_values_total"].Type);
        var alert = Assert.Single(page.Find("tracker_run_alert_active"));
        Assert.Equal(("diverged", "critical", 1.0), (alert.Labels["detector"], alert.Labels["severity"], alert.Value));
        Assert.Equal(page.Samples.Count(s => s.Name.StartsWith("tracker_run_", StringComparison.Ordinal)), page.Value("tracker_exported_series"));
    }

    [Fact]
    public async Task Scrape_RunThatHasSaidNothing_HasNoMadeUpValues()
    {
        _host.Runs.Put(Running(1) with { Status = RunStatus.Created, Step = -1, LastReportAt = null, ExpectedInterval = null });

        var page = await _host.ReadAsync();

        Assert.Equal(
            ["tracker_run_info", "tracker_run_nonfinite_values_total", "tracker_run_state", "tracker_run_state"],
            page.Samples.Select(s => s.Name).Where(n => n.StartsWith("tracker_run_", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task Scrape_SilentRun_KeepsItsSeries()
    {
        _host.Runs.Put(Running(1, Metric("loss", 1)));
        for (var scrape = 0; scrape < 5; scrape++) Assert.Single((await _host.ReadAsync()).Find("tracker_run_metric_value"));
    }

    [Theory]
    [InlineData(RunStatus.Finished)]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Cancelled)]
    [InlineData(RunStatus.Lost)]
    public async Task Scrape_RunEnded_ItsSeriesAreGone(RunStatus status)
    {
        _host.Runs.Put(Running(1, Metric("loss", 1)).With(Alert("diverged", Severity.Critical, AlertState.Firing)), Running(2, Metric("loss", 2)));
        Assert.Equal(2, (await _host.ReadAsync()).Find("tracker_run_info").Count());
        _host.Runs.Put(Running(1, Metric("loss", 1)) with { Status = status });

        var page = await _host.ReadAsync();

        Assert.DoesNotContain(page.Samples, s => s.Labels.ContainsValue(Id1));
        Assert.Single(page.Find("tracker_run_info"));
        Assert.Single(page.Find("tracker_run_metric_value"));
    }

    [Fact]
    public async Task Scrape_RunRevived_IsBack()
    {
        _host.Runs.Put(Running(1));
        await _host.ReadAsync();
        _host.Runs.Put(Running(1) with { Status = RunStatus.Lost });
        await _host.ReadAsync();
        _host.Runs.Put(Running(1));

        Assert.Single((await _host.ReadAsync()).Find("tracker_run_info"));
    }

    [Fact]
    public async Task Scrape_RunRenamedAndAlertResolved_OldSeriesAreGone()
    {
        var run = Running(1);
        _host.Runs.Put(run.With(Alert("stalled-run", Severity.Critical, AlertState.Firing)));
        await _host.ReadAsync();
        _host.Runs.Put(run.With(Alert("stalled-run", Severity.Critical, AlertState.Resolved)) with { Facts = run.Facts with { Name = "new" } });

        var page = await _host.ReadAsync();

        Assert.Equal("new", Assert.Single(page.Find("tracker_run_info")).Labels["name"]);
        Assert.Empty(page.Find("tracker_run_alert_active"));
    }

    [Theory]
    [InlineData("\\ \" \n")]
    [InlineData("\r\t\u0001")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("学習 🚀 \u202e")]
    [InlineData("a\",run=\"b")]
    [InlineData("x 1\ntracker_up 1\n# HELP y")]
    public async Task Scrape_NamesOfAnyText_ComeBack(string name)
    {
        _host.Runs.Put(Running(1, Metric(name, 1)) with { Facts = new RunFacts { Name = name, Experiment = name } });

        var page = await _host.ReadAsync();

        var info = Assert.Single(page.Find("tracker_run_info"));
        Assert.Equal(name, info.Labels["name"]);
        Assert.Equal(name, info.Labels["experiment"]);
        Assert.Equal(name, Assert.Single(page.Find("tracker_run_metric_value")).Labels["metric"]);
    }

    [Fact]
    public async Task Scrape_SpecialValues_ComeBackBitExact()
    {
        double[] values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -0.0, 1 / 3.0, double.MaxValue];
        _host.Runs.Put(Running(1, [.. values.Select((v, i) => Metric(i.ToString(CultureInfo.InvariantCulture), v))]));

        var page = await _host.ReadAsync();

        for (var i = 0; i < values.Length; i++)
        {
            var read = page.Value("tracker_run_metric_value", ("metric", i.ToString(CultureInfo.InvariantCulture)));
            Assert.True(double.IsNaN(values[i]) ? double.IsNaN(read) : BitConverter.DoubleToInt64Bits(read) == BitConverter.DoubleToInt64Bits(values[i]), $"{values[i]:R} came back as {read:R}.");
        }
    }

    [Fact]
    public async Task Scrape_RanksOfOneMetric_ShowTheLowest()
    {
        _host.Runs.Put(Running(1, Metric("loss", 3, rank: 3), Metric("loss", 0.5, rank: 0), Metric("loss", 1, rank: 1)));

        Assert.Equal(0.5, (await _host.ReadAsync()).Value("tracker_run_metric_value"));
    }

    [Theory]
    [InlineData(RunStatus.Running, 30, 32)]
    [InlineData(RunStatus.Running, 7, 19)]
    [InlineData(RunStatus.Created, 0, 12)]
    public async Task Scrape_RunWithEverything_StaysWithinTheBudget(RunStatus status, int metrics, int budget)
    {
        var all = Enumerable.Range(0, metrics)
            .Select(i => Metric($"val/loss{i}", i, i, i == 5 ? MetricRole.Epoch : MetricRole.Loss, Split.Validation, primary: i == 0))
            .ToArray();
        _host.Runs.Put(Running(1, all) with { Status = status });

        var series = (await _host.ReadAsync()).Samples.Count(s => s.Labels.ContainsKey("run"));

        Assert.InRange(series, 1, budget);
    }

    [Fact]
    public async Task Scrape_RunDoesNotAnswer_IsShownAsItWas()
    {
        _host.Runs.Put(Running(1), Running(2), Running(3));
        await _host.ReadAsync();
        _host.Runs.Failing.Add(new RunId(2));
        _host.Runs.Hanging.Add(new RunId(3));

        var scrape = _host.ReadAsync();
        await _host.Runs.Hangs.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(scrape.IsCompleted);
        _host.Time.Advance(new ExportOptions().Patience);

        Assert.Equal(3, (await scrape).Find("tracker_run_info").Count());
    }
}
