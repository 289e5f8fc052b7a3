using System.Text.Json.Nodes;
using Tracker.Replay.Baselines;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Scoring;

/// <summary>Scores of curves as JSON objects, one a line: verdict, baseline, promise.</summary>
public static class ScoreLines
{
    /// <summary>A line a verdict, and a line a verdict and published rule, of one regime.</summary>
    public static IEnumerable<JsonObject> Of(CurveRegime regime, IReadOnlyCollection<VerdictRow> rows)
    {
        foreach (var row in rows) yield return Verdict(regime, row);
        if (rows.All(static row => row.Scores.All(static score => score.Baselines.IsEmpty))) yield break;
        foreach (var row in rows)
        {
            foreach (var name in BaselineCatalog.Names) yield return Baseline(regime, row, name);
        }
    }

    /// <summary>The line of a row of the scoreboard.</summary>
    public static JsonObject Of(Promise promise) => new()
    {
        ["type"] = "promise",
        ["id"] = promise.Id,
        ["measure"] = promise.Measure,
        ["published"] = promise.Published,
        ["promised"] = promise.Promised,
        ["here"] = promise.Here,
        ["kept"] = promise.Kept,
    };

    private static JsonObject Verdict(CurveRegime regime, VerdictRow row)
    {
        var line = Start("verdict", regime, row);
        line["scored"] = row.IsScored;
        if (row.HasFault)
        {
            var interval = Wilson.Of(row.Found, row.Runs);
            line["found"] = row.Found;
            line["foundLow"] = interval.Low;
            line["foundHigh"] = interval.High;
            line["delaySteps"] = Quantiles(row.Delay);
            line["delayShare"] = Quantiles(row.DelayShare);
        }

        line["anyWarning"] = row.AnyWarning;
        line["samples"] = row.Samples;
        line["falseIncidents"] = row.FalseIncidents;
        line["falseIncidentsPerRun"] = (double?)row.FalseIncidents / row.Runs;
        line["falseIncidentsPerMillionSamples"] = row.FalseIncidentsPerMillion;
        line["detectors"] = Counts(row.Detectors);
        line["infos"] = Counts(row.Infos);
        line["causes"] = Counts(row.Causes);
        return line;
    }

    private static JsonObject Baseline(CurveRegime regime, VerdictRow row, string name)
    {
        var line = Start("baseline", regime, row);
        line["rule"] = name;
        line["fired"] = row.Fired(name);
        line["delayShareMedian"] = row.BaselineDelayShare(name);
        line["incidents"] = row.BaselineIncidents(name);
        return line;
    }

    private static JsonObject Start(string type, CurveRegime regime, VerdictRow row) => new()
    {
        ["type"] = type,
        ["regime"] = regime.Name,
        ["planKnown"] = regime.PlanKnown,
        ["verdict"] = row.Verdict,
        ["runs"] = row.Runs,
    };

    private static JsonObject Quantiles(Func<double, double?> of) => new() { ["median"] = of(0.5), ["p90"] = of(0.9) };

    private static JsonObject Counts(IEnumerable<KeyValuePair<string, int>> counts)
    {
        var result = new JsonObject();
        foreach (var (name, count) in counts) result[name] = count;
        return result;
    }
}
