using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using Tracker.Daemon.Export;
using Tracker.Daemon.Hosting;
using Tracker.Daemon.Tests.Export;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Search;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Limits;

/// <summary>docs/limits.md says what the code has.</summary>
public sealed class LimitsPageTests
{
    private static readonly List<LimitRow> Rows = LimitsPage.Read();

    [Fact]
    public void Options_OfThePage_HaveTheDefaultsAndRangesOfTheCode()
    {
        var wrong = new List<string>();
        foreach (var row in Rows.Where(static row => row.Cells.ContainsKey("Option")))
        {
            var key = Assert.Single(LimitsPage.Code(row.Cells["Option"]));
            if (key.StartsWith("RunOptions.", StringComparison.Ordinal))
            {
                Client(key["RunOptions.".Length..], row, wrong);
                continue;
            }

            object holder = new DaemonOptions();
            var path = key.Split(':');
            foreach (var section in path[..^1]) holder = holder.GetType().GetProperty(section)?.GetValue(holder) ?? throw new InvalidOperationException($"{key} is no option");
            var property = holder.GetType().GetProperty(path[^1]) ?? throw new InvalidOperationException($"{key} is no option");
            if (LimitsPage.Number(property.GetValue(holder)) != LimitsPage.Number(row.Cells["Default"])) wrong.Add($"{key}: the default is {property.GetValue(holder)}");
            if (property.GetCustomAttribute<RangeAttribute>() is { } range) Check(key, row, Bound(range, range.Minimum), Bound(range, range.Maximum), wrong);
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Options_ThatAreLimits_AreOnThePage()
    {
        var named = Rows.Where(static row => row.Cells.ContainsKey("Option")).SelectMany(static row => LimitsPage.Code(row.Cells["Option"])).ToHashSet();

        Assert.Empty(Keys("Limits", typeof(IngestLimits)).Concat(Keys("Transport", typeof(TransportOptions))).Concat(Keys("Store", typeof(StoreOptions))).Concat(Keys("Search", typeof(SearchOptions)))
            .Concat(Keys("Export", typeof(ExportOptions))).Except(named));
        var most = typeof(DaemonOptions).GetProperties().Select(static property => property.Name).Where(static name => name.StartsWith("Max", StringComparison.Ordinal));
        Assert.Empty(most.Except(named));

        static IEnumerable<string> Keys(string section, Type type) => type.GetProperties().Select(property => $"{section}:{property.Name}");
    }

    [Fact]
    public void Constants_OfThePage_AreThoseOfTheCode()
    {
        var types = new[] { typeof(DaemonOptions).Assembly, typeof(IngestLimits).Assembly, typeof(Storage.Sqlite.SqliteStorageOptions).Assembly, typeof(Core.Runs.RunId).Assembly }.SelectMany(static assembly => assembly.GetTypes()).ToLookup(static type => type.Name);
        foreach (var row in Rows.Where(static row => row.Cells.ContainsKey("Constant")))
        {
            var name = Assert.Single(LimitsPage.Code(row.Cells["Constant"])).Split('.');
            var constant = Assert.Single(types[name[0]]).GetField(name[1], BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
            Assert.True(constant is not null, $"{row}: there is no constant {string.Join('.', name)}");
            Assert.Equal((row, LimitsPage.Number(row.Cells["Value"])), (row, LimitsPage.Number(constant.GetRawConstantValue())));
        }
    }

    [Fact]
    public void Metrics_OfThePage_AreExported()
    {
        var golden = GoldenMetrics.Read().ToDictionary(static metric => metric.Name);
        foreach (var row in Rows.Where(static row => row.Cells.ContainsKey("Counted by")))
        {
            foreach (var code in LimitsPage.Code(row.Cells["Counted by"]).Where(static code => !code.StartsWith("RunCounters.", StringComparison.Ordinal)))
            {
                var metric = Regex.Match(code, "^([a-z_]+)(?:\\{([a-z]+)=\"([a-z_]+)\"\\})?$");
                Assert.True(metric.Success && golden.ContainsKey(metric.Groups[1].Value), $"{row}: {code} is not exported");
                if (metric.Groups[2].Success) Assert.Contains(metric.Groups[2].Value, golden[metric.Groups[1].Value].Labels);
            }
        }
    }

    [Fact]
    public void LimitWords_OfThePage_AreThoseOfTheCode()
    {
        var page = Rows.Where(static row => row.Cells.ContainsKey("Counted by")).SelectMany(static row => LimitsPage.Code(row.Cells["Counted by"]))
            .Select(static code => Regex.Match(code, "^tracker_limit_reached_total\\{limit=\"([a-z_]+)\"\\}$")).Where(static match => match.Success)
            .Select(static match => match.Groups[1].Value).ToHashSet();
        var source = string.Concat(Sources("src").Select(File.ReadAllText));

        Assert.All(page, word => Assert.True(source.Contains($"\"{word}\"", StringComparison.Ordinal), $"{word} is counted nowhere"));
        Assert.Empty(Regex.Matches(source, "Reached\\(\"([a-z_]+)\"\\)").Select(static match => match.Groups[1].Value).Except(page));
    }

    [Fact]
    public void Tests_OfThePage_AreThere()
    {
        var tests = Sources("tests").Where(static file => file.EndsWith("Tests.cs", StringComparison.Ordinal)).ToLookup(static file => Path.GetFileNameWithoutExtension(file)!);
        foreach (var row in Rows)
        {
            var name = Assert.Single(LimitsPage.Code(row.Cells["Test"])).Split('.');
            Assert.True(
                tests[name[0]].Any(file => Regex.IsMatch(File.ReadAllText(file), $@"public (async Task|void) {name[1]}\(")), $"{row}: there is no test {string.Join('.', name)}");
        }
    }

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal));

    private static double Bound(RangeAttribute range, object bound) =>
        range.OperandType == typeof(TimeSpan) ? TimeSpan.Parse((string)bound, System.Globalization.CultureInfo.InvariantCulture).TotalSeconds : LimitsPage.Number(bound);

    private static void Check(string key, LimitRow row, double least, double most, List<string> wrong)
    {
        var said = row.Cells["Range"].Split(" to ");
        // The unit of the first is that of the second, where it has none of its own.
        if (said.Length != 2 || LimitsPage.Number(said[0]) != least || LimitsPage.Number(said[1]) != most) wrong.Add($"{key}: the range is {least} to {most}");
    }

    /// <summary>The client is no part of the daemon: its source says it.</summary>
    private static void Client(string name, LimitRow row, List<string> wrong)
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "src", "Tracker.Client", "RunOptions.cs"));
        var value = Regex.Match(source, $@" {name} {{ get; init; }} = ([0-9_]+)L?(?: << ([0-9]+))?;");
        var known = value.Success
            ? long.Parse(value.Groups[1].Value.Replace("_", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)
                << (value.Groups[2].Success ? int.Parse(value.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) : 0)
            : -1;
        if (known != LimitsPage.Number(row.Cells["Default"])) wrong.Add($"RunOptions.{name}: the default is {known}");
    }
}
