using System.Text.Json.Nodes;

namespace Tracker.Replay.Scoring.Generated;

/// <summary>Scores of generated runs as JSON objects, one a line: run, group, promise.</summary>
public static class GeneratedLines
{
    /// <summary>A line a run, a line a kind of healthy run, a problem and a task, and the promises.</summary>
    public static IEnumerable<JsonObject> Of(IReadOnlyCollection<GeneratedScore> scores)
    {
        foreach (var score in scores) yield return Run(score);
        foreach (var row in GeneratedRow.By(scores.Where(static score => score.Truth.IsHealthy), static score => score.Truth.Variant)) yield return Group("healthy", row);
        foreach (var row in GeneratedRow.By(scores.Where(static score => !score.Truth.IsHealthy), static score => score.Truth.Problem)) yield return Group("problem", row);
        foreach (var row in GeneratedRow.By(scores.Where(static score => !score.Truth.IsHealthy), static score => score.Truth.Task)) yield return Group("task", row);
        foreach (var promise in GeneratedPromises.Of(scores)) yield return ScoreLines.Of(promise);
    }

    private static JsonObject Run(GeneratedScore score) => new()
    {
        ["type"] = "run",
        ["file"] = score.File,
        ["task"] = score.Truth.Task,
        ["problem"] = score.Truth.Problem,
        ["variant"] = score.Truth.Variant,
        ["severity"] = score.Truth.Severity,
        ["onset"] = score.Truth.Onset,
        ["detected"] = score.Detected?.Step,
        ["delayShare"] = score.DelayShare,
        ["detectors"] = new JsonArray([.. score.Incidents.Select(static one => one.Detector).Distinct(StringComparer.Ordinal).Select(static one => JsonValue.Create(one))]),
        ["outcome"] = score.Truth.IsHealthy ? null : Word(score.Outcome),
        ["causes"] = new JsonArray([.. score.Causes.Select(static one => new JsonObject { ["cause"] = one.Cause, ["likelihood"] = one.Likelihood })]),
        ["remedies"] = new JsonArray([.. score.Remedies.Select(static one => JsonValue.Create(one))]),
        ["rightRemedy"] = score.Truth.IsHealthy ? null : score.HasRightRemedy,
    };

    private static JsonObject Group(string by, GeneratedRow row)
    {
        var line = new JsonObject { ["type"] = "group", ["by"] = by, ["name"] = row.Name, ["runs"] = row.Runs, ["detected"] = row.Detected, ["named"] = row.Named };
        line["delayShare"] = new JsonObject { ["median"] = row.DelayShare(0.5), ["p90"] = row.DelayShare(0.9) };
        if (row.Scores[0].Truth.IsHealthy) return line;
        foreach (var outcome in Enum.GetValues<CauseOutcome>()) line[Word(outcome)] = row.Count(outcome);
        line["amongThreeOfAll"] = row.AmongThree;
        line["rightRemedy"] = row.RightRemedy;
        return line;
    }

    private static string Word(CauseOutcome outcome) => outcome switch
    {
        CauseOutcome.First => "first",
        CauseOutcome.AmongThree => "amongThree",
        CauseOutcome.Wrong => "wrong",
        CauseOutcome.Torn => "torn",
        _ => "silent",
    };
}
