using System.Globalization;
using System.Text.RegularExpressions;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Limits;

/// <summary>A row of docs/limits.md, by the heads of its table.</summary>
internal sealed record LimitRow(IReadOnlyDictionary<string, string> Cells)
{
    public override string ToString() => Cells["Limit"];
}

/// <summary>Reads docs/limits.md.</summary>
internal static partial class LimitsPage
{
    private static readonly Dictionary<string, double> Units = new(StringComparer.Ordinal)
    {
        [""] = 1,
        ["KiB"] = 1L << 10,
        ["MiB"] = 1L << 20,
        ["GiB"] = 1L << 30,
        ["TiB"] = 1L << 40,
        ["s"] = 1,
        ["minute"] = 60,
        ["minutes"] = 60,
        ["h"] = 3_600,
        ["d"] = 86_400,
    };

    public static List<LimitRow> Read()
    {
        var rows = new List<LimitRow>();
        string[]? heads = null;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "docs", "limits.md")))
        {
            if (!line.StartsWith('|'))
            {
                heads = null;
                continue;
            }

            string[] cells = [.. line.Trim('|').Split('|').Select(static cell => cell.Trim())];
            if (heads is null) heads = cells;
            else if (!cells[0].StartsWith("---", StringComparison.Ordinal)) rows.Add(new LimitRow(heads.Zip(cells).ToDictionary(static pair => pair.First, static pair => pair.Second)));
        }

        return rows;
    }

    /// <summary>What stands in back quotes in a cell.</summary>
    public static List<string> Code(string cell) => [.. Quoted().Matches(cell).Select(static match => match.Groups[1].Value)];

    /// <summary>A number with its unit; seconds where it is a time.</summary>
    public static double Number(string text)
    {
        var parts = text.Split(' ', 2);
        return double.Parse(parts[0].Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * Units[parts.Length > 1 ? parts[1] : ""];
    }

    /// <summary>The same of a value of the code.</summary>
    public static double Number(object? value) => value switch
    {
        TimeSpan time => time.TotalSeconds,
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
