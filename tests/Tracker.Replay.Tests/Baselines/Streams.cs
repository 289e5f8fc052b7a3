using Tracker.Replay.Baselines;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Tests.Baselines;

/// <summary>Feeds a rule, and says at which rows it held.</summary>
internal static class Streams
{
    /// <summary>One row an epoch, from epoch 1; the rows (from 0) at which the rule held.</summary>
    public static IReadOnlyList<int> FiresAtEpochs(this IBaseline rule, params ReadOnlySpan<double> validation)
    {
        var rows = new List<LoggedRow>();
        foreach (var loss in validation) rows.Add(new LoggedRow(rows.Count + 1, 1, loss));
        return rule.FiresAt(rows);
    }

    public static IReadOnlyList<int> FiresAt(this IBaseline rule, IEnumerable<LoggedRow> rows)
    {
        var held = new List<int>();
        var i = 0;
        foreach (var row in rows)
        {
            rule.Take(row);
            if (rule.Fires) held.Add(i);
            i++;
        }

        return held;
    }
}
