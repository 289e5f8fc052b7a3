using Tracker.Replay.Baselines;

namespace Tracker.Replay.Scoring;

/// <summary>The tables of one regime: what the detectors said of each verdict, and beside it the published rules on the same streams.</summary>
public static class RegimeTables
{
    /// <summary>A row a verdict: found, how soon, what was false, and which detectors fired on how many runs.</summary>
    public static string Detectors(IReadOnlyCollection<VerdictRow> rows)
    {
        var table = new Markdown();
        table.Header(
            "verdict (n)", "found (95 %)", "delay, median", "p90", "any warning", "false incidents a run", "a million samples",
            "detectors at warning (runs)", "info only (runs)", "first cause (runs)");
        foreach (var row in rows)
        {
            table.Row(
                Markdown.Format($"{row.Verdict} ({row.Runs})"),
                row.HasFault ? Share(row.Found, row.Runs) : "-",
                Delay(row, 0.5),
                Delay(row, 0.9),
                Markdown.Format($"{row.AnyWarning} of {row.Runs}"),
                row.FalseIncidents is { } wrong ? Markdown.Format($"{(double)wrong / row.Runs:0.###}") : "-",
                row.FalseIncidentsPerMillion is { } rate ? Markdown.Format($"{rate:0.##}") : "-",
                Markdown.Counts(row.Detectors),
                Markdown.Counts(row.Infos),
                Markdown.Counts(row.Causes));
        }

        return table.ToString();
    }

    /// <summary>A row a published rule: the runs of each verdict on which it fired, with the median delay in % of the run.</summary>
    public static string Baselines(IReadOnlyCollection<VerdictRow> rows)
    {
        var table = new Markdown();
        var healthy = rows.FirstOrDefault(static row => row.Verdict == "healthy");
        table.Header(["rule", .. rows.Select(static row => Markdown.Format($"{row.Verdict} ({row.Runs})")), "incidents a healthy run", "a million samples"]);
        table.Row(
        [
            "Tracker, any warning",
            .. rows.Select(static row => Cell(row.AnyWarning, Quantile.Of(row.Scores.Where(static s => !s.Incidents.IsEmpty).Select(static s => s.DelayShare(s.Incidents[0].Step)), 0.5))),
            .. Rates(healthy, healthy?.Scores.Sum(static score => score.Incidents.Length) ?? 0),
        ]);
        foreach (var name in BaselineCatalog.Names)
        {
            table.Row(
            [
                name,
                .. rows.Select(row => Cell(row.Fired(name), row.BaselineDelayShare(name))),
                .. Rates(healthy, healthy?.BaselineIncidents(name) ?? 0),
            ]);
        }

        return table.ToString();
    }

    /// <summary>"37 of 37 (90.6 to 100 %)".</summary>
    internal static string Share(int count, int n)
    {
        if (n == 0) return "-";
        var interval = Wilson.Of(count, n);
        return Markdown.Format($"{count} of {n} ({100 * interval.Low:0.#} to {100 * interval.High:0.#} %)");
    }

    private static string Cell(int count, double? share) => count == 0 ? "0" : $"{Markdown.Format($"{count}")}, {Markdown.Percent(share)}";

    private static string Delay(VerdictRow row, double quantile) =>
        row.HasFault && row.Delay(quantile) is { } steps ? Markdown.Format($"{steps:0} steps, {Markdown.Percent(row.DelayShare(quantile))}") : "-";

    private static string[] Rates(VerdictRow? healthy, int incidents) => healthy is null
        ? ["-", "-"]
        : [Markdown.Format($"{(double)incidents / healthy.Runs:0.##}"), Markdown.Format($"{incidents * 1e6 / Math.Max(1, healthy.Samples):0.#}")];
}
