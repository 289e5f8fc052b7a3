using Tracker.Testing;

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
        var file = Path.Combine(Repository.Root, "docs", "metrics.md");
        var docs = File.ReadAllText(file);
        var start = docs.IndexOf("\n## ", StringComparison.Ordinal) is >= 0 and var at ? at : docs.Length;
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(file, docs = docs[..start] + GoldenMetrics.Tables());

        Assert.Equal(GoldenMetrics.Tables(), docs[start..]);
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
        var daemon = await RunningDaemon.StartAsync();
        var run = await daemon.CreateRunAsync("first");
        await daemon.LogAsync(run, 1, new() { ["train/loss"] = 1.5, ["val/loss"] = "NaN", ["epoch"] = 1 });
        await daemon.CreateRunAsync("second");
        return daemon;
    }
}
