using System.Globalization;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Replay.Scoring;
using Tracker.Replay.Scoring.Generated;

namespace Tracker.Cli.Commands;

/// <summary>Scores a folder of generated runs: tables for people, or lines of JSON.</summary>
internal static class GeneratedScoring
{
    public static IReadOnlyList<GeneratedScore> Score(string folder, string only, CancellationToken cancellationToken) =>
        Score(Find(folder, only), new Withheld(), cancellationToken);

    /// <summary>The same runs without one source of information after another.</summary>
    /// <param name="folder">Of the runs.</param>
    /// <param name="whole">Their scores with everything told.</param>
    /// <param name="cancellationToken">Ends it between two runs.</param>
    public static IEnumerable<GeneratedRow> ScoreTold(string folder, IReadOnlyList<GeneratedScore> whole, CancellationToken cancellationToken)
    {
        var files = Find(folder, "");
        foreach (var withheld in Withheld.Rows)
            yield return new GeneratedRow(withheld.Name, [.. withheld == new Withheld() ? whole : Score(files, withheld, cancellationToken)]);
    }

    private static IReadOnlyList<GeneratedScore> Score(List<string> files, Withheld withheld, CancellationToken cancellationToken) =>
        GeneratedFolder.Score(files, withheld, new CountProgress("generated runs", files.Count).Report, cancellationToken);

    private static List<string> Find(string folder, string only)
    {
        if (!Directory.Exists(folder)) throw new CliException($"there is no folder {folder}: name the folder of the generated runs (tests/matrix.sh makes it).", ExitCode.Misused);
        var files = GeneratedFolder.Find(folder).Where(file => Path.GetFileName(file).Contains(only, StringComparison.Ordinal)).ToList();
        return files.Count > 0 ? files : throw new CliException($"{folder} holds no generated runs: they are named *.jsonl.gz.", ExitCode.Misused);
    }

    public static void Print(IReadOnlyList<GeneratedScore> scores, bool json, bool list)
    {
        if (json)
        {
            foreach (var line in GeneratedLines.Of(scores)) Console.Out.WriteLine(ProtoJson.Line(line));
            return;
        }

        var sick = scores.Where(static score => !score.Truth.IsHealthy).ToList();
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scores.Count} generated runs, {sick.Count} of them sick\n"));
        if (list) List(scores);
        Console.Out.WriteLine(GeneratedTables.Detection(scores));
        Console.Out.WriteLine(GeneratedTables.Healthy(scores));
        Console.Out.WriteLine(GeneratedTables.Causes(GeneratedRow.By(sick, static score => score.Truth.Problem), "problem"));
        Console.Out.WriteLine(GeneratedTables.Causes(GeneratedRow.By(sick, static score => score.Truth.Task), "task"));
        Console.Out.WriteLine(GeneratedTables.Confusion(scores));
        Console.Out.WriteLine(GeneratedTables.LeftOut(LeaveOneOut.ByTask(scores), "task left out"));
        Console.Out.WriteLine(GeneratedTables.LeftOut(LeaveOneOut.ByProblem(scores), "problem left out"));
        Console.Out.WriteLine(PromiseTable.Render(GeneratedPromises.Of(scores)));
    }

    private static void List(IEnumerable<GeneratedScore> scores)
    {
        foreach (var score in scores)
        {
            var causes = string.Join(", ", score.Causes.Take(3).Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Cause} {one.Likelihood:0.00}")));
            var alerts = string.Join(", ", score.Incidents.Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Detector} at {one.Step}")));
            Console.Out.WriteLine($"{score.File}: {score.Outcome}; {(causes.Length > 0 ? causes : "no cause")}; {(alerts.Length > 0 ? alerts : "no warning")}");
        }

        Console.Out.WriteLine();
    }
}
