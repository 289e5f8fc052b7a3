namespace Tracker.Daemon.Tests.Export;

/// <summary>/metrics of the whole daemon: what is reported is on the page, until the run ends and across a restart.</summary>
public sealed class DaemonMetricsTests
{
    [Fact]
    public async Task Scrape_ReportedRun_ShowsItUntilItEnds()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        var run = await daemon.CreateRunAsync("first");
        await daemon.LogAsync(run, 25, new() { ["train/loss"] = 0.5 });

        var page = await daemon.ReadAsync();
        Assert.Equal(0.5, page.Value("tracker_run_metric_value", ("run", run), ("metric", "train/loss"), ("split", "train")));
        Assert.Equal(25, page.Value("tracker_run_step", ("run", run)));
        Assert.Equal(0.25, page.Value("tracker_run_progress_ratio", ("run", run)));
        Assert.Equal(1, page.Value("tracker_run_state", ("run", run), ("state", "running")));
        Assert.True(page.Value("tracker_ingest_samples_total") >= 1);

        await daemon.FinishAsync(run);

        page = await daemon.ReadAsync();
        Assert.DoesNotContain(page.Samples, sample => sample.Labels.ContainsValue(run));
        Assert.True(page.Value("tracker_ingest_samples_total") >= 1);
    }

    [Fact]
    public async Task Scrape_NonFiniteSample_ShowsTheAlertAndCountsIt()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        var run = await daemon.CreateRunAsync("sick");
        for (var step = 0; step < 5; step++) await daemon.LogAsync(run, step, new() { ["train/loss"] = "NaN" });

        var page = await daemon.ReadAsync();

        Assert.Equal(double.NaN, page.Value("tracker_run_metric_value", ("run", run)));
        Assert.Equal(5, page.Value("tracker_run_nonfinite_values_total", ("run", run)));
        Assert.Equal("critical", Assert.Single(page.Find("tracker_run_alert_active", ("run", run), ("detector", "non-finite"))).Labels["severity"]);
    }

    [Fact]
    public async Task Scrape_FirstAfterARestart_ShowsTheLiveRuns()
    {
        var before = await RunningDaemon.StartAsync();
        var run = await before.CreateRunAsync("survivor");
        await before.LogAsync(run, 3, new() { ["train/loss"] = 0.5 });
        var ended = await before.CreateRunAsync("ended");
        await before.FinishAsync(ended);
        var known = await before.ReadAsync();
        var folder = await before.StopAsync();

        await using var after = await RunningDaemon.StartAsync(folder);
        var page = await after.ReadAsync();

        Assert.Equal("survivor", Assert.Single(page.Find("tracker_run_info")).Labels["name"]);
        Assert.Equal(0.5, page.Value("tracker_run_metric_value", ("run", run)));
        Assert.Equal(
            known.Value("tracker_run_last_report_timestamp_seconds", ("run", run)),
            page.Value("tracker_run_last_report_timestamp_seconds", ("run", run)));
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "http://evil.example")]
    public async Task Scrape_FromAForeignPage_IsRefused(string header, string value)
    {
        await using var daemon = await RunningDaemon.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/metrics", UriKind.Relative));
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await daemon.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Scrape_Answer_NamesTheFormatAndItsLength()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        using var answer = await daemon.Client.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.True(answer.Content.Headers.ContentLength > 0);
    }
}
