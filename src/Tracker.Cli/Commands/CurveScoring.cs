using System.Globalization;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Replay.Readers;
using Tracker.Replay.Scoring;

namespace Tracker.Cli.Commands;

/// <summary>Scores a folder of stored curves: tables for people, or lines of JSON.</summary>
/// <param name="folder">Of the curves, or the one above.</param>
/// <param name="json">One object a line.</param>
internal sealed class CurveScoring(string folder, bool json)
{
    public required IReadOnlyCollection<string> Regimes { get; init; }

    public required bool PlanKnown { get; init; }

    public required bool ClassesKnown { get; init; }

    public required bool Validation { get; init; }

    public required string Only { get; init; }

    /// <summary>Lists every run.</summary>
    public required bool List { get; init; }

    /// <summary>Every curve in every regime, with all that a trainer tells.</summary>
    public bool IsWhole => Regimes.Count == 0 && PlanKnown && ClassesKnown && Validation && Only.Length == 0;

    public IReadOnlyList<CurveScore> Score(CancellationToken cancellationToken)
    {
        var regimes = ReadRegimes();
        var files = Find(folder, Only);
        return CurveFolder.Score(files, regimes, baselines: true, takes: null, new CountProgress("curves", files.Count).Report, cancellationToken);
    }

    public void Print(IReadOnlyList<CurveScore> scores)
    {
        var regimes = ReadRegimes();
        foreach (var regime in regimes)
        {
            var rows = VerdictRow.Of(scores.Where(score => score.Regime == regime));
            if (json)
            {
                foreach (var line in ScoreLines.Of(regime, rows)) Console.Out.WriteLine(ProtoJson.Line(line));
                continue;
            }

            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{regime}: {rows.Sum(row => row.Runs)} runs, {rows.Sum(row => row.Samples):N0} samples\n"));
            Console.Out.WriteLine(RegimeTables.Detectors(rows));
            Console.Out.WriteLine(RegimeTables.Baselines(rows));
            if (List) ListRuns(rows);
        }

        if (regimes.Count > 1) Conclude(scores);
    }

    private void Conclude(IReadOnlyList<CurveScore> scores)
    {
        var promises = scores.Select(static score => score.Regime).Distinct().Count() == 18 ? CurvePromises.Of(scores) : [];
        if (json)
        {
            foreach (var promise in promises) Console.Out.WriteLine(ProtoJson.Line(ScoreLines.Of(promise)));
            return;
        }

        foreach (var plan in scores.GroupBy(static score => score.Regime.PlanKnown).OrderByDescending(static group => group.Key))
            Console.Out.WriteLine($"Found of all, median delay from the onset in % of the run, plan {(plan.Key ? "known" : "unknown")}:\n\n{RegimeMatrix.Render(plan)}");
        if (promises.Count > 0) Console.Out.WriteLine(PromiseTable.Render(promises));
    }

    /// <summary>The files of a folder of curves.</summary>
    public static IReadOnlyCollection<string> Find(string folder, string only)
    {
        if (!Directory.Exists(folder)) throw new CliException($"there is no folder {folder}: name the folder of the curves.", ExitCode.Misused);
        var files = DeepObsReader.Find(folder).Where(file => Path.GetFileName(file).Contains(only, StringComparison.Ordinal)).ToList();
        return files.Count > 0 ? files : throw new CliException($"{folder} holds no curves: they are named *.json.gz.", ExitCode.Misused);
    }

    private List<CurveRegime> ReadRegimes()
    {
        var regimes = Regimes.Count == 0 ? [.. CurveRegime.Nine] : Regimes.Select(Read).Distinct().ToList();
        var told = regimes.Select(regime => regime with { PlanKnown = PlanKnown, ClassesKnown = ClassesKnown, Validation = Validation }).ToList();

        // What is promised is promised of the nine with the plan and without.
        return Regimes.Count == 0 && PlanKnown ? [.. told, .. told.Select(static regime => regime with { PlanKnown = false })] : told;
    }

    private static CurveRegime Read(string text) => CurveRegime.TryParse(text, out var regime)
        ? regime
        : throw new CliException($"'{text}' is no regime: write every:N, mean:N, epochs or epoch-means, N from 1.", ExitCode.Misused);

    private static void ListRuns(IEnumerable<VerdictRow> rows)
    {
        foreach (var row in rows)
        {
            foreach (var score in row.Scores)
            {
                Console.Out.WriteLine($"{score.Verdict} {score.Name}: cause {score.FirstCause ?? "none"}, info {string.Join(' ', score.Infos)}");
                foreach (var incident in score.Incidents)
                {
                    Console.Out.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"    {incident.Detector} at {incident.Step} ({100 * score.DelayShare(incident.Step):0.0} % after the onset){(incident.HoldsAtEnd ? "" : ", over by the end")}: {incident.Message}"));
                }
            }
        }

        Console.Out.WriteLine();
    }
}
