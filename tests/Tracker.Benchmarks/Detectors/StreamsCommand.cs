using System.Globalization;
using Tracker.Replay.Scoring;
using Tracker.Replay.Tests.Streams;

namespace Tracker.Benchmarks.Detectors;

/// <summary>Judges the healthy streams of the tests with twenty seeds each, and counts those that were warned of: none may be.</summary>
internal static class StreamsCommand
{
    public const string Usage = "streams [--seeds 20] [--only NAME]";

    public static int Run(string[] args)
    {
        var seeds = int.Parse(Option(args, "--seeds") ?? "20", CultureInfo.InvariantCulture);
        var only = Option(args, "--only") ?? "";
        var warned = 0;
        foreach (var stream in HealthyStreams.Names.Where(stream => stream.Contains(only, StringComparison.Ordinal)))
        {
            var scores = Enumerable.Range(1, seeds).AsParallel()
                .SelectMany(seed => HealthyStreams.Regimes.Select(regime => CurveScore.Of(HealthyStreams.Make(stream, seed), regime))).ToList();
            var bad = scores.Where(score => !score.Incidents.IsEmpty).ToList();
            warned += bad.Count;
            Console.WriteLine($"{stream}: {bad.Count} of {scores.Count} with a warning");
            foreach (var group in bad.GroupBy(score => $"{score.Regime}: {string.Join(' ', score.Incidents.Select(incident => incident.Detector).Distinct())}"))
                Console.WriteLine($"    {group.Count()} at {group.Key}, as {group.First().Incidents[0]}");
        }

        return warned == 0 ? 0 : 1;
    }

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
