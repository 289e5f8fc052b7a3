namespace Tracker.Replay.Scoring;

/// <summary>All regimes side by side: a row a verdict, found of all and the median delay from the onset in % of the run.</summary>
public static class RegimeMatrix
{
    /// <summary>One table, of regimes that differ in their sampling alone.</summary>
    public static string Render(IEnumerable<CurveScore> scores)
    {
        var regimes = scores.GroupBy(static score => score.Regime.Name).Select(static group => (group.Key, Rows: VerdictRow.Of(group))).ToList();
        var table = new Markdown();
        table.Header(["verdict (n)", .. regimes.Select(static regime => regime.Key)]);
        foreach (var verdict in regimes.SelectMany(static regime => regime.Rows).Select(static row => row.Verdict).Distinct(StringComparer.Ordinal).ToList())
        {
            var cells = regimes.Select(regime => regime.Rows.FirstOrDefault(row => row.Verdict == verdict)).ToList();
            var first = cells.First(static cell => cell is not null)!;
            table.Row(
            [
                Markdown.Format($"{(first.HasFault ? verdict : $"{verdict}, any warning")} ({first.Runs})"),
                .. cells.Select(static cell => cell is null ? "-" : Cell(cell)),
            ]);
        }

        return table.ToString();
    }

    private static string Cell(VerdictRow row)
    {
        if (!row.HasFault) return Markdown.Format($"{row.AnyWarning}");
        return row.Found == 0 ? "0" : $"{Markdown.Format($"{row.Found}")}, {Markdown.Percent(row.DelayShare(0.5))}";
    }
}
