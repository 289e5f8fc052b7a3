namespace Tracker.Replay.Scoring.Generated;

/// <summary>The tables of generated runs.</summary>
public static class GeneratedTables
{
    private const string Nothing = "none";
    private const string Undecided = "undecided";

    /// <summary>A row a problem: detected, by severity, and how soon after the onset.</summary>
    public static string Detection(IReadOnlyCollection<GeneratedScore> scores)
    {
        var table = new Markdown();
        table.Header("problem (n)", "any warning (95 %)", "severity 1", "2", "3", "delay from onset, median", "p90", "detectors (runs)");
        foreach (var row in GeneratedRow.By(scores.Where(static score => !score.Truth.IsHealthy), static score => score.Group))
        {
            table.Row(
                Markdown.Format($"{row.Name} ({row.Runs})"),
                RegimeTables.Share(row.Detected, row.Runs),
                Severity(row, 1),
                Severity(row, 2),
                Severity(row, 3),
                Markdown.Percent(row.DelayShare(0.5)),
                Markdown.Percent(row.DelayShare(0.9)),
                Detectors(row));
        }

        return table.ToString();
    }

    /// <summary>A row a kind of healthy run: those with a warning, and those of which a cause was named.</summary>
    public static string Healthy(IReadOnlyCollection<GeneratedScore> scores)
    {
        var table = new Markdown();
        table.Header("healthy (n)", "any warning", "any cause named", "detectors (runs)");
        foreach (var row in GeneratedRow.By(scores.Where(static score => score.Truth.IsHealthy), static score => score.Truth.Variant))
            table.Row(Markdown.Format($"{row.Name} ({row.Runs})"), Markdown.Format($"{row.Detected}"), Markdown.Format($"{row.Named}"), Detectors(row));
        return table.ToString();
    }

    /// <summary>A row a group: the right cause first, among three, undecided, and the right remedy.</summary>
    public static string Causes(IEnumerable<GeneratedRow> rows, string group)
    {
        var table = new Markdown();
        table.Header(
            $"{group} (n)", "right cause first", "second or third", "wrong", "two cannot be told apart", "none named", "first, of the decided", "among three, of all", "right remedy, of all");
        foreach (var row in rows)
        {
            table.Row(
                Markdown.Format($"{row.Name} ({row.Runs})"),
                Markdown.Format($"{row.Count(CauseOutcome.First)}"),
                Markdown.Format($"{row.Count(CauseOutcome.AmongThree)}"),
                Markdown.Format($"{row.Count(CauseOutcome.Wrong)}"),
                Markdown.Format($"{row.Count(CauseOutcome.Torn)}"),
                Markdown.Format($"{row.Count(CauseOutcome.Silent)}"),
                row.Decided == 0 ? "-" : Markdown.Percent((double)row.Count(CauseOutcome.First) / row.Decided),
                Markdown.Percent((double)row.AmongThree / row.Runs),
                Markdown.Percent((double)row.RightRemedy / row.Runs));
        }

        return table.ToString();
    }

    /// <summary>A row a source of information: the same runs without it.</summary>
    public static string Told(IEnumerable<GeneratedRow> rows)
    {
        var table = new Markdown();
        table.Header("told (n sick)", "any warning", "first, of the decided", "decided", "first, of all", "among three, of all", "right remedy, of all", "healthy with a warning", "a cause named of healthy");
        foreach (var row in rows)
        {
            var sick = new GeneratedRow(row.Name, [.. row.Scores.Where(static score => !score.Truth.IsHealthy)]);
            var healthy = new GeneratedRow(row.Name, [.. row.Scores.Where(static score => score.Truth.IsHealthy)]);
            if (sick.Runs == 0) continue;
            table.Row(
                Markdown.Format($"{row.Name} ({sick.Runs})"),
                Markdown.Percent((double)sick.Detected / sick.Runs),
                sick.Decided == 0 ? "-" : Markdown.Percent((double)sick.Count(CauseOutcome.First) / sick.Decided),
                Markdown.Format($"{sick.Decided}"),
                Markdown.Percent((double)sick.Count(CauseOutcome.First) / sick.Runs),
                Markdown.Percent((double)sick.AmongThree / sick.Runs),
                Markdown.Percent((double)sick.RightRemedy / sick.Runs),
                Markdown.Format($"{healthy.Detected} of {healthy.Runs}"),
                Markdown.Format($"{healthy.Named} of {healthy.Runs}"));
        }

        return table.ToString();
    }

    /// <summary>A row a group that was left out of what was learnt from, and all of them.</summary>
    public static string LeftOut(IReadOnlyCollection<GeneratedRow> rows, string group)
    {
        var table = new Markdown();
        table.Header($"{group} (n sick)", "right cause first", "second or third", "wrong", "undecided", "first, of the decided", "first, of all", "among three, of all", "a cause named of healthy");
        foreach (var row in rows) Add(row);
        if (rows.Count > 0) Add(new GeneratedRow("all", [.. rows.SelectMany(static row => row.Scores)]));
        return table.ToString();

        void Add(GeneratedRow of)
        {
            var sick = new GeneratedRow(of.Name, [.. of.Scores.Where(static score => !score.Truth.IsHealthy)]);
            var healthy = of.Scores.Where(static score => score.Truth.IsHealthy).ToList();
            table.Row(
                Markdown.Format($"{sick.Name} ({sick.Runs})"),
                Markdown.Format($"{sick.Count(CauseOutcome.First)}"),
                Markdown.Format($"{sick.Count(CauseOutcome.AmongThree)}"),
                Markdown.Format($"{sick.Count(CauseOutcome.Wrong)}"),
                Markdown.Format($"{sick.Runs - sick.Decided}"),
                sick.Decided == 0 ? "-" : Markdown.Percent((double)sick.Count(CauseOutcome.First) / sick.Decided),
                Markdown.Percent((double)sick.Count(CauseOutcome.First) / sick.Runs),
                Markdown.Percent((double)sick.AmongThree / sick.Runs),
                healthy.Count == 0 ? "-" : Markdown.Format($"{healthy.Count(static score => !score.Causes.IsEmpty)} of {healthy.Count}"));
        }
    }

    /// <summary>A row a problem, a column a cause that was named first.</summary>
    public static string Confusion(IReadOnlyCollection<GeneratedScore> scores)
    {
        var rows = GeneratedRow.By(scores, static score => score.Truth.Problem);
        var named = scores.Select(Named).Distinct(StringComparer.Ordinal).Where(static one => one is not (Nothing or Undecided)).ToList();
        List<string> columns = [.. rows.Select(static row => row.Name).Where(static name => name != "healthy").Union(named, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var table = new Markdown();
        table.Header(["what is wrong (n)", .. columns.Select(static (_, i) => Markdown.Format($"{i + 1}")), Undecided, Nothing]);
        foreach (var row in rows)
        {
            var counts = row.Scores.GroupBy(Named).ToDictionary(static group => group.Key, static group => group.Count(), StringComparer.Ordinal);
            var number = columns.IndexOf(row.Name) + 1;
            table.Row(
            [
                Markdown.Format($"{(number > 0 ? $"{number} " : "")}{row.Name} ({row.Runs})"),
                .. columns.Append(Undecided).Append(Nothing).Select(column => counts.TryGetValue(column, out var count) ? Markdown.Format($"{count}") : ""),
            ]);
        }

        for (var i = 0; i < columns.Count; i++)
        {
            if (!rows.Any(row => row.Name == columns[i])) table.Row([Markdown.Format($"{i + 1} {columns[i]} (0)"), .. Enumerable.Repeat("", columns.Count + 2)]);
        }

        return table.ToString();
    }

    private static string Named(GeneratedScore score) => score.Outcome switch
    {
        CauseOutcome.Silent => Nothing,
        CauseOutcome.Torn => Undecided,
        _ => score.Causes[0].Cause,
    };

    private static string Severity(GeneratedRow row, int severity)
    {
        var runs = row.Scores.Where(score => score.Truth.Severity == severity).ToList();
        return runs.Count == 0 ? "-" : Markdown.Format($"{runs.Count(static score => score.Detected is not null)} of {runs.Count}");
    }

    private static string Detectors(GeneratedRow row) => Markdown.Counts(row.Scores
        .SelectMany(static score => score.Incidents.Select(static incident => incident.Detector).Distinct(StringComparer.Ordinal))
        .GroupBy(static detector => detector, StringComparer.Ordinal)
        .ToDictionary(static group => group.Key, static group => group.Count(), StringComparer.Ordinal));
}
