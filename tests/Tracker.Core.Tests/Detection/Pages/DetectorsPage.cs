using System.Globalization;
using System.Text;
using Tracker.Core.Detection;
using Tracker.Core.Detection.Detectors;
using Tracker.Testing;

namespace Tracker.Core.Tests.Detection.Pages;

/// <summary>Writes the part of docs/detectors.md that comes from the code: each detector with what its class, its options and its traces say.</summary>
internal static class DetectorsPage
{
    /// <summary>The parts of a detector's comment that the page shows, in this order.</summary>
    public static readonly IReadOnlyList<(string Tag, string Head)> Parts =
    [
        ("formula", "Rule"), ("severity", "Severity"), ("arms", "Judges"), ("delay", "Delay"), ("falseAlarms", "Known false alarms"), ("source", "Source"),
    ];

    public static string File => Path.Combine(Repository.Root, "docs", "detectors.md");

    public static IReadOnlyList<DetectorEntry> Detectors => DetectorCatalog.All(new StalledRunOptions());

    public static string Render()
    {
        var page = new StringBuilder("## The detectors\n\n| Detector | Means |\n| --- | --- |\n");
        foreach (var entry in Detectors) page.Append(CultureInfo.InvariantCulture, $"| [`{entry.Id}`](#{entry.Id}) | {CodeComments.Of(entry.Detector, "summary")} |\n");
        foreach (var entry in Detectors) page.Append(CultureInfo.InvariantCulture, $"\n## {entry.Id}\n\n{Section(entry)}");
        return page.ToString();
    }

    private static string Section(DetectorEntry entry)
    {
        var text = new StringBuilder($"{CodeComments.Of(entry.Detector, "summary")}\n\n");
        foreach (var (tag, head) in Parts)
        {
            if (CodeComments.Of(entry.Detector, tag) is { Length: > 0 } part) text.Append(CultureInfo.InvariantCulture, $"- {head}: {part}\n");
        }

        if (entry.YieldsTo.Count > 0) text.Append(CultureInfo.InvariantCulture, $"- Does not begin while one of these fires: {Codes(entry.YieldsTo)}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Traces (`tests/traces/{entry.Id}`): {Codes(Traces(entry.Id))}\n");
        if (entry.Options.Count == 0) return text.ToString();
        text.Append("\n| Option | Default | Range | Unit | Meaning |\n| --- | --- | --- | --- | --- |\n");
        var defaults = entry.CopyOptions();
        foreach (var option in entry.Options)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{option.Name}` | {option.ValueIn(defaults)} | {option.Least} to {option.Most} | {option.Unit} | {CodeComments.Of(entry.OptionsType, option.Name, "summary")} |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Traces(string id)
    {
        var folder = Path.Combine(Repository.Root, "tests", "traces", id);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.trace").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)! : [];
    }

    private static string Codes(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));
}
