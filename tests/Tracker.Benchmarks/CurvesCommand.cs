using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Tracker.Replay.Readers;
using Tracker.Replay.Scoring;

namespace Tracker.Benchmarks;

/// <summary>Judges the stored curves of a folder and prints a table for each regime.</summary>
internal static class CurvesCommand
{
    public static int Run(string[] args)
    {
        string? folder = null;
        var only = "";
        var (plan, classes, validation, list) = (true, true, true, false);
        var regimes = new List<CurveRegime>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--curves" when i + 1 < args.Length: folder = args[++i]; break;
                case "--only" when i + 1 < args.Length: only = args[++i]; break;
                case "--regime" when i + 1 < args.Length && CurveRegime.TryParse(args[i + 1], out var regime):
                    regimes.Add(regime);
                    i++;
                    break;
                case "--no-plan": plan = false; break;
                case "--no-classes": classes = false; break;
                case "--no-validation": validation = false; break;
                case "--list": list = true; break;
                default: return Refuse($"'{args[i]}' is not understood here.");
            }
        }

        if (folder is null) return Refuse("Say where the curves are: --curves DIR.");
        var files = DeepObsReader.Find(folder).Where(file => Path.GetFileName(file).Contains(only, StringComparison.Ordinal)).ToList();
        if (files.Count == 0)
        {
            Console.WriteLine($"skipped: no curves (*.json.gz) in {folder} or {Path.Combine(folder, "deepobs")}");
            return 0;
        }

        if (regimes.Count == 0) regimes.Add(new CurveRegime(CurveSampling.Every));
        foreach (var regime in regimes) Print(files, regime with { PlanKnown = plan, ClassesKnown = classes, Validation = validation }, list);
        return 0;
    }

    private static void Print(IReadOnlyCollection<string> files, CurveRegime regime, bool list)
    {
        var clock = Stopwatch.StartNew();
        var scores = new ConcurrentBag<CurveScore>();
        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = 2 }, file => scores.Add(CurveScore.Of(DeepObsReader.Read(file), regime)));
        var invariant = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(invariant, $"{regime}: {scores.Count} runs in {clock.Elapsed.TotalSeconds:0.0} s; cells: runs fired on at warning or above, median delay from the start in % of the run"));
        Console.WriteLine();
        Console.WriteLine(ScoreTable.Render(scores));
        if (!list) return;
        foreach (var score in scores.OrderBy(score => score.Verdict, StringComparer.Ordinal).ThenBy(score => score.Name, StringComparer.Ordinal))
        {
            Console.WriteLine($"{score.Verdict} {score.Name}: cause {score.FirstCause ?? "none"}, info {string.Join(' ', score.Infos)}");
            foreach (var (detector, alert) in score.Alerts)
                Console.WriteLine(string.Create(invariant, $"    {detector} at {alert.Step} ({100 * alert.Share:0.0} %){(alert.HoldsAtEnd ? "" : ", over by the end")}: {alert.Message}"));
        }
    }

    private static int Refuse(string reason)
    {
        Console.Error.WriteLine(reason);
        return 2;
    }
}
