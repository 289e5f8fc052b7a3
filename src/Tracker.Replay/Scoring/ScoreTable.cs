using System.Globalization;
using System.Text;

namespace Tracker.Replay.Scoring;

/// <summary>Counts, for each verdict, how many runs each detector fired on, and how soon.</summary>
public static class ScoreTable
{
    private static readonly string[] VerdictOrder =
        ["healthy", "overfit", "non-finite", "diverged", "stuck", "lost", "degraded", "slow-learning", "collapsed", "good", "slow"];

    /// <summary>A table in Markdown: found of all, with the median delay in % of the run.</summary>
    public static string Render(IReadOnlyCollection<CurveScore> scores)
    {
        var detectors = scores.SelectMany(score => score.Alerts.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        Row(text, ["verdict (n)", "any warning", .. detectors, "first cause"]);
        Row(text, [.. Enumerable.Repeat("---", detectors.Count + 3)]);
        foreach (var group in scores.GroupBy(score => score.Verdict).OrderBy(group => Order(group.Key)).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            var runs = group.ToList();
            Row(
                text,
                [
                    Format($"{group.Key} ({runs.Count})"),
                    Cell([.. runs.Where(run => run.Alerts.Count > 0).Select(run => run.Alerts.Values.Min(alert => alert.Share))]),
                    .. detectors.Select(detector => Cell([.. runs.Where(run => run.Alerts.ContainsKey(detector)).Select(run => run.Alerts[detector].Share)])),
                    Causes(runs),
                ]);
        }

        return text.ToString();
    }

    private static string Cell(List<double> shares)
    {
        if (shares.Count == 0) return "-";
        shares.Sort();
        return Format($"{shares.Count}, {100 * shares[(shares.Count - 1) / 2]:0.#} %");
    }

    private static string Causes(List<CurveScore> runs)
    {
        var causes = runs.Where(run => run.FirstCause is not null).GroupBy(run => run.FirstCause!).OrderByDescending(group => group.Count()).ToList();
        return causes.Count == 0 ? "-" : string.Join(", ", causes.Select(group => Format($"{group.Key} {group.Count()}")));
    }

    private static int Order(string verdict) => Array.IndexOf(VerdictOrder, verdict) is >= 0 and var place ? place : VerdictOrder.Length;

    private static void Row(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
