namespace Tracker.Replay.Scoring;

/// <summary>The rows of the scoreboard as a table.</summary>
public static class PromiseTable
{
    /// <summary>Measure, what others reach, what is aimed at, what was measured, and whether it is enough.</summary>
    public static string Render(IEnumerable<Promise> promises)
    {
        var table = new Markdown();
        table.Header("measure", "best published", "aim", "here", "reached");
        foreach (var promise in promises)
        {
            table.Row(
                promise.Measure, promise.Published, promise.Promised, promise.Here,
                promise.Kept switch { true => "yes", false => "**no**", _ => "-" });
        }

        return table.ToString();
    }
}
