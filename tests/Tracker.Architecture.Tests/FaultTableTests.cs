using System.Text.RegularExpressions;

namespace Tracker.Architecture.Tests;

/// <summary>docs/faults.md promises something for each bad day and names the test that holds it: each of these tests is there.</summary>
public sealed partial class FaultTableTests
{
    private static readonly int[] Rows = [.. Enumerable.Range(1, 19), 27, 28, 29];

    [Fact]
    public void FaultTable_EachRow_HasAPromiseAndTests()
    {
        var table = Table();

        Assert.Equal(Rows, table.Select(static row => row.Number));
        Assert.All(table, static row => Assert.True(row.Promise.Length > 20 && row.Tests.Count > 0, $"row {row.Number} is empty"));
    }

    [Fact]
    public void FaultTable_EachTestThatItNames_Exists()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .GroupBy(static file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => string.Concat(group.Select(File.ReadAllText)), StringComparer.Ordinal);

        var missing = Table().SelectMany(static row => row.Tests.Select(test => (row.Number, Test: test)))
            .Where(named => named.Test.Split('.') is not [var type, var method]
                || !files.TryGetValue(type, out var text) || !text.Contains($" {method}(", StringComparison.Ordinal))
            .Select(static named => $"row {named.Number}: {named.Test}");

        Assert.Empty(missing);
    }

    private static List<(int Number, string Promise, List<string> Tests)> Table() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "faults.md"))
            .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(static cells => cells.Length == 6 && int.TryParse(cells[1], out _))
            .Select(static cells => (int.Parse(cells[1], null), cells[3], TestName().Matches(cells[4]).Select(static match => match.Groups[1].Value).ToList())),
    ];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex TestName();
}
