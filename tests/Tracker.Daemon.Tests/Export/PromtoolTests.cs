using Tracker.Core.Alerting;
using Tracker.Core.Metrics;
using Tracker.Core.Runs;
using static Tracker.Daemon.Tests.Export.RunSnapshots;

namespace Tracker.Daemon.Tests.Export;

public sealed class PromtoolTests
{
    [Fact]
    public async Task CheckMetrics_PageOfSeveralRuns_IsClean()
    {
        await using var host = await MetricsHost.StartAsync();
        host.Runs.Put(
            Running(1, Metric("loss", double.NaN, 1, MetricRole.Loss, primary: true), Metric("\\ \" \n 学", double.PositiveInfinity)),
            Running(2, Metric("epoch", 3, role: MetricRole.Epoch)).With(Alert("diverged", Severity.Critical, AlertState.Firing)),
            Running(3) with { Status = RunStatus.Created });

        var (exitCode, output) = await Promtool.RunAsync(await host.ScrapeAsync(), "check", "metrics");

        Assert.Equal((0, ""), (exitCode, output));
    }

    [Fact]
    public async Task CheckMetrics_PageThatBreaksARule_IsNotClean()
    {
        var (exitCode, output) = await Promtool.RunAsync("# HELP apples Apples.\n# TYPE apples counter\napples 1\n"u8.ToArray(), "check", "metrics");

        Assert.Equal((3, "apples counter metrics should have \"_total\" suffix"), (exitCode, output));
    }

    [Theory]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("check", "rules", "--lint=all", "--lint-fatal", "tracker.rules.yml")]
    [InlineData("test", "rules", "tracker.rules.test.yml")]
    public async Task Promtool_ShippedFiles_Pass(params string[] arguments)
    {
        var (exitCode, output) = await Promtool.RunAsync([], arguments);

        Assert.True(exitCode == 0, output);
    }
}
