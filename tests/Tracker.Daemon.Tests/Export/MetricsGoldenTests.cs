using Microsoft.Extensions.DependencyInjection;
using Tracker.Core.Alerting;
using Tracker.Core.Metrics;
using Tracker.Runtime.Ingest;
using static Tracker.Daemon.Tests.Export.RunSnapshots;

namespace Tracker.Daemon.Tests.Export;

/// <summary>Names, types, labels and help texts are a promise to dashboards and alerts: they change on purpose only.</summary>
public sealed class MetricsGoldenTests
{
    [Fact]
    public async Task ExportedFamilies_OfTheDaemon_AreTheGoldenList()
    {
        await using var daemon = await StartAsync();
        var page = Exposition.Parse(await daemon.ScrapeAsync());

        var exported = page.Families.Values.Select(family => $"{family.Name} {family.Type} {family.Help}")
            .Concat(daemon.Page.Bridge.Shapes.Select(shape => $"{shape.Name} {shape.Kind.ToString().ToLowerInvariant()} {shape.Help}"))
            .Distinct().Order(StringComparer.Ordinal);
        var golden = GoldenMetrics.Read().Select(metric => $"{metric.Name} {metric.Type} {metric.Help}").Order(StringComparer.Ordinal);

        Assert.Equal(string.Join('\n', golden), string.Join('\n', exported));
    }

    [Fact]
    public async Task ExportedLabels_OfTheDaemon_AreOfTheGoldenList()
    {
        await using var daemon = await StartAsync();
        var page = Exposition.Parse(await daemon.ScrapeAsync());
        var golden = GoldenMetrics.Read().ToDictionary(metric => metric.Name);

        foreach (var family in page.Families.Values)
        {
            foreach (var sample in family.Samples)
            {
                var labels = sample.Labels.Keys.Where(label => family.Type != "histogram" || label != "le");
                Assert.Equal((family.Name, string.Join(',', golden[family.Name].Labels.Order())), (family.Name, string.Join(',', labels.Order())));
            }
        }
    }

    [Fact]
    public async Task Instruments_OfTheDaemon_HaveOneFamilyEach()
    {
        await using var daemon = await StartAsync();

        Assert.Empty(daemon.Page.Bridge.Shapes.CountBy(shape => shape.Name).Where(count => count.Value > 1).Select(count => count.Key));
    }

    [Fact]
    public void Docs_ListOfMetrics_IsTheGoldenList()
    {
        var docs = File.ReadAllText(Path.Combine(Repository.Root, "docs", "metrics.md"));
        var start = docs.IndexOf("\n## ", StringComparison.Ordinal);

        Assert.Equal(GoldenMetrics.Tables(), docs[Math.Max(0, start)..]);
    }

    [Fact]
    public async Task CheckMetrics_PageOfTheDaemon_IsClean()
    {
        await using var daemon = await StartAsync();

        var (exitCode, output) = await Promtool.RunAsync(await daemon.ScrapeAsync(), "check", "metrics");

        Assert.Equal((0, ""), (exitCode, output));
    }

    private static async Task<RunningDaemon> StartAsync()
    {
        var runs = new FakeRunRouter();
        runs.Put(Running(1, Metric("loss", 1, 0.5, MetricRole.Loss, primary: true), Metric("epoch", 1, role: MetricRole.Epoch))
            .With(Alert("diverged", Severity.Critical, AlertState.Firing)));
        return await RunningDaemon.StartAsync(replace: builder => builder.Services.AddSingleton<IRunRouter>(runs));
    }
}
