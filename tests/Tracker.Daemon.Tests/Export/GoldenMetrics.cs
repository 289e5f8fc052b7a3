using System.Text;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Export;

/// <summary>A line of metrics.golden: "name type {labels} help".</summary>
internal sealed record GoldenMetric(string Name, string Type, string[] Labels, string Help)
{
    public override string ToString() => $"{Name} {Type} {{{string.Join(',', Labels)}}} {Help}";
}

/// <summary>metrics.golden: headings that start with #, and a line for each family.</summary>
internal static class GoldenMetrics
{
    public static string File { get; } = Path.Combine(Repository.Root, "tests", "Tracker.Daemon.Tests", "Export", "metrics.golden");

    public static IReadOnlyList<GoldenMetric> Read() => [.. System.IO.File.ReadLines(File).Where(IsMetric).Select(Parse)];

    /// <summary>The tables of docs/metrics.md.</summary>
    public static string Tables()
    {
        var text = new StringBuilder();
        foreach (var line in System.IO.File.ReadLines(File))
        {
            if (line.StartsWith('#'))
            {
                text.Append('\n').Append("## ").Append(line.TrimStart('#', ' ')).Append("\n\n| Name | Type | Labels | What |\n| --- | --- | --- | --- |\n");
            }
            else if (IsMetric(line))
            {
                var metric = Parse(line);
                text.Append($"| `{metric.Name}` | {metric.Type} | {string.Join(", ", metric.Labels)} | {metric.Help} |\n");
            }
        }

        return text.ToString();
    }

    private static bool IsMetric(string line) => line.Length > 0 && line[0] != '#';

    private static GoldenMetric Parse(string line)
    {
        var parts = line.Split(' ', 4);
        return new GoldenMetric(parts[0], parts[1], parts[2].Trim('{', '}').Split(',', StringSplitOptions.RemoveEmptyEntries), parts[3]);
    }
}
