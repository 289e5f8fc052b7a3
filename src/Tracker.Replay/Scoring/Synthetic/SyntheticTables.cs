namespace Tracker.Replay.Scoring.Synthetic;

/// <summary>The table of healthy synthetic streams, and what is promised of them.</summary>
public static class SyntheticTables
{
    /// <summary>A row a stream, a column a regime: runs with a warning, and of which detectors.</summary>
    public static string Render(IReadOnlyCollection<SyntheticScore> scores)
    {
        var table = new Markdown();
        table.Header(["healthy stream (n)", .. SyntheticScore.Regimes.Select(static regime => $"{regime.Name}{(regime.PlanKnown ? "" : ", no plan")}")]);
        foreach (var stream in scores.GroupBy(static score => score.Stream))
        {
            var n = stream.Select(static score => score.Seed).Distinct().Count();
            table.Row([Markdown.Format($"{stream.Key} ({n})"), .. SyntheticScore.Regimes.Select(regime => Cell([.. stream.Where(score => score.Regime == regime)]))]);
        }

        return table.ToString();
    }

    /// <summary>The row of the scoreboard.</summary>
    public static Promise PromiseOf(IReadOnlyCollection<SyntheticScore> scores)
    {
        var promise = new Promise(
            "synthetic", "the healthy synthetic streams of the trial, kind or phases declared where it says so", "not published", "no warning", "", null);
        if (scores.Count == 0) return promise.Unmeasured;
        var warned = scores.Where(static score => !score.Incidents.IsEmpty).ToList();
        var streams = warned.Select(static score => score.Stream).Distinct().ToList();
        var of = Markdown.Format($"{warned.Count} of {scores.Count} runs ({scores.Select(static score => score.Stream).Distinct().Count()} streams, {SyntheticScore.Regimes.Length} regimes)");
        return promise with { Here = streams.Count == 0 ? of : $"{of}: {string.Join("; ", streams)}", Kept = warned.Count == 0 };
    }

    private static string Cell(List<SyntheticScore> runs)
    {
        var warned = runs.Where(static score => !score.Incidents.IsEmpty).ToList();
        if (warned.Count == 0) return "0";
        var detectors = warned.SelectMany(static score => score.Incidents.Select(static one => one.Detector)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return Markdown.Format($"{warned.Count}: {string.Join(", ", detectors)}");
    }
}
