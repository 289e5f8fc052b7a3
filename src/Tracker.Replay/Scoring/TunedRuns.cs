namespace Tracker.Replay.Scoring;

/// <summary>On how many tuned runs the published rules fire, beside what was measured of them on more problems.</summary>
internal static class TunedRuns
{
    private static readonly (string Rule, string Regime, string Elsewhere)[] Measured =
    [
        ("sagemaker-loss-not-decreasing", "every:1", "210 of 240 (losses of every 500th step)"),
        ("sagemaker-loss-not-decreasing", "epochs", "137 of 240 (every 10th epoch)"),
        ("sagemaker-overfit", "epochs", "120 of 240"),
        ("autotrainer", "epochs", "3 of 240"),
        ("deepdiagnosis", "epochs", "20 of 240"),
    ];

    public static string Render(IEnumerable<CurveScore> scores)
    {
        var tuned = scores.Where(static score => score.Tuned && score.Regime.PlanKnown).ToLookup(static score => score.Regime.Name, StringComparer.Ordinal);
        var table = new Markdown();
        table.Header("rule", "regime", "here", "by problem", "elsewhere");
        foreach (var (rule, regime, elsewhere) in Measured)
        {
            var runs = tuned[regime].ToList();
            var fired = runs.Where(score => score.Baselines.ContainsKey(rule)).ToList();
            table.Row(rule, regime, Markdown.Format($"{fired.Count} of {runs.Count}"), Counts(fired), elsewhere);
        }

        var warned = tuned["every:1"].Where(static score => !score.Incidents.IsEmpty).ToList();
        table.Row("Tracker, any warning", "every:1", Markdown.Format($"{warned.Count} of {tuned["every:1"].Count()}"), Counts(warned), "-");
        return table.ToString();
    }

    private static string Counts(IEnumerable<CurveScore> scores) =>
        Markdown.Counts(scores.GroupBy(static score => score.Problem, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.Count(), StringComparer.Ordinal));
}
