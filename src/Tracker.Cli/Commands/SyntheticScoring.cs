using System.Text.Json.Nodes;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Replay.Scoring;
using Tracker.Replay.Scoring.Synthetic;

namespace Tracker.Cli.Commands;

/// <summary>Scores the healthy synthetic streams: a table for people, or lines of JSON.</summary>
internal static class SyntheticScoring
{
    public static IReadOnlyList<SyntheticScore> Score(string only, CancellationToken cancellationToken)
    {
        var streams = SyntheticScore.Streams.Count(name => name.Contains(only, StringComparison.Ordinal));
        if (streams == 0) throw new CliException($"there is no synthetic stream with '{only}' in its name.", ExitCode.Misused);
        return SyntheticScore.Score(only, SyntheticScore.Seeds, new CountProgress("synthetic runs", SyntheticScore.Seeds * streams).Report, cancellationToken);
    }

    public static void Print(IReadOnlyList<SyntheticScore> scores, bool json)
    {
        if (!json)
        {
            Console.Out.WriteLine(SyntheticTables.Render(scores));
            Console.Out.WriteLine(PromiseTable.Render([SyntheticTables.PromiseOf(scores)]));
            return;
        }

        foreach (var group in scores.GroupBy(static score => (score.Stream, score.Regime)))
        {
            Console.Out.WriteLine(ProtoJson.Line(new JsonObject
            {
                ["type"] = "synthetic",
                ["stream"] = group.Key.Stream,
                ["regime"] = group.Key.Regime.Name,
                ["planKnown"] = group.Key.Regime.PlanKnown,
                ["runs"] = group.Count(),
                ["anyWarning"] = group.Count(static score => !score.Incidents.IsEmpty),
                ["detectors"] = new JsonArray([.. group.SelectMany(static score => score.Incidents.Select(static one => one.Detector)).Distinct(StringComparer.Ordinal).Select(static one => JsonValue.Create(one))]),
            }));
        }

        Console.Out.WriteLine(ProtoJson.Line(ScoreLines.Of(SyntheticTables.PromiseOf(scores))));
    }
}
