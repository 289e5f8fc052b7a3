namespace Tracker.Replay.Scoring.Generated;

/// <summary>What is promised of the generated runs.</summary>
public static class GeneratedPromises
{
    /// <summary>The rows of the scoreboard.</summary>
    /// <param name="scores">Of every generated run; empty where none are here.</param>
    public static IReadOnlyList<Promise> Of(IReadOnlyCollection<GeneratedScore> scores)
    {
        var sick = new GeneratedRow("sick", [.. scores.Where(static score => !score.Truth.IsHealthy)]);
        var healthy = new GeneratedRow("healthy", [.. scores.Where(static score => score.Truth.IsHealthy)]);
        return [Unless(sick, Cause), Unless(sick, Remedy), Unless(healthy, Healthy)];
    }

    private static Promise Unless(GeneratedRow row, Func<GeneratedRow, Promise> of) => row.Runs == 0 ? of(row).Unmeasured : of(row);

    private static Promise Cause(GeneratedRow sick)
    {
        var right = sick.Count(CauseOutcome.First);
        var near = right + sick.Count(CauseOutcome.AmongThree);
        var first = Share(right, sick.Decided);
        var three = Share(near, sick.Decided);
        return new Promise(
            "cause",
            "right cause on the generated matrix",
            "DeepFD 52 %, DeepDiagnosis symptom 72 %",
            "first 65 %, among three 90 %, \"undecided\" counted apart",
            Markdown.Format($"first {Markdown.Percent(first)}, among three {Markdown.Percent(three)} of {sick.Decided} decided; undecided {sick.Runs - sick.Decided} of {sick.Runs} ({sick.Count(CauseOutcome.Silent)} none named, {sick.Count(CauseOutcome.Torn)} two that cannot be told apart); of all {sick.Runs} first {Markdown.Percent(Share(right, sick.Runs))}, among three {Markdown.Percent(Share(sick.AmongThree, sick.Runs))}"),
            first >= 0.65 && three >= 0.9);
    }

    private static Promise Remedy(GeneratedRow sick) => new(
        "remedy",
        "right remedy: one of the first two of the likeliest cause is right for what is wrong; no cause named counts as a miss",
        "DeepDiagnosis 53 %",
        "75 %",
        Markdown.Format($"{Markdown.Percent(Share(sick.RightRemedy, sick.Runs))}, {RegimeTables.Share(sick.RightRemedy, sick.Runs)}; of the {sick.Named} with a cause {Markdown.Percent(Share(sick.RightRemedy, sick.Named))}"),
        Share(sick.RightRemedy, sick.Runs) >= 0.75);

    private static Promise Healthy(GeneratedRow healthy) => new(
        "healthy-generated",
        "healthy generated runs and twins with a warning",
        "not published",
        "under 1 %",
        $"{RegimeTables.Share(healthy.Detected, healthy.Runs)}; a cause is named of {Markdown.Format($"{healthy.Named}")}",
        Share(healthy.Detected, healthy.Runs) < 0.01);

    private static double? Share(int count, int n) => n == 0 ? null : (double)count / n;
}
