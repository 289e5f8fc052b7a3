using System.Text.RegularExpressions;
using Tracker.Core.Metrics;
using Tracker.Core.Runs;
using Tracker.Testing;

namespace Tracker.Core.Tests.Metrics;

/// <summary>docs/names.md is true.</summary>
public sealed partial class NamesPageTests
{
    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted { get; }

    [Fact]
    public void Page_Roles_AreWhatTheCodeReads()
    {
        var rows = Rows("| Role |");
        Assert.True(rows.Count >= 10);
        foreach (var (heading, names) in rows)
        {
            var role = Enum.Parse<MetricRole>(Quoted.Match(heading).Groups[1].Value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
            foreach (var name in names)
            {
                var meaning = MetricName.Read(name);
                Assert.True(meaning.Role == role, $"{name} is read as {meaning.Role}, and the page says {role}");
                if (role == MetricRole.Loss) Assert.True(heading.Contains("a part", StringComparison.Ordinal) == meaning.Preference >= MetricMeaning.Component, name);
            }
        }
    }

    [Fact]
    public void Page_Kinds_AreWhatTheCodeInfers()
    {
        var rows = Rows("| Kind |");
        Assert.Equal(6, rows.Count);
        foreach (var (heading, names) in rows)
        {
            // Two players need two names.
            var together = heading.Contains("adversarial", StringComparison.Ordinal) ? 2 : 1;
            foreach (var some in names.Chunk(together))
            {
                var inference = new KindInference();
                foreach (var name in some) inference.Take(name);
                Assert.Equal($"`{inference.Infer(TrainingKind.Unknown).Kind.ToWord()}`", heading);
            }
        }
    }

    private static List<(string Heading, string[] Names)> Rows(string table) =>
        [.. File.ReadAllLines(Path.Combine(Repository.Root, "docs", "names.md"))
            .SkipWhile(line => !line.StartsWith(table, StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(static line => line.StartsWith('|'))
            .Select(static line => line.Split('|', 3))
            .Select(static cells => (cells[1].Trim(), Quoted.Matches(cells[2]).Select(static match => match.Groups[1].Value).ToArray()))];
}
