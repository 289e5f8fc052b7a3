using System.Collections.Concurrent;
using Tracker.Core.Diagnosis.Weights;

namespace Tracker.Replay.Scoring.Generated;

/// <summary>
/// How weights that were learnt without a task, or without a problem, do on what was left out. The weights that judge are set by hand; this says
/// whether more could be had from the same evidence, and whether it would carry over.
/// </summary>
public static class LeaveOneOut
{
    /// <summary>A row a task, judged with weights learnt from the runs of the other tasks.</summary>
    public static IReadOnlyList<GeneratedRow> ByTask(IReadOnlyCollection<GeneratedScore> scores) => By(scores, static score => score.Truth.Task);

    /// <summary>A row a problem, judged with weights learnt from the runs of the other problems and the healthy ones.</summary>
    public static IReadOnlyList<GeneratedRow> ByProblem(IReadOnlyCollection<GeneratedScore> scores) => By(scores, static score => score.Truth.Problem);

    /// <summary>The table that is learnt from all runs, as text.</summary>
    public static string LearnAll(IEnumerable<GeneratedScore> scores) => WeightFit.Text(Learn(scores));

    private static WeightTable Learn(IEnumerable<GeneratedScore> scores) => WeightFit.Learn(
        WeightTable.Default,
        [.. scores.Where(static score => !score.Evidence.IsEmpty).Select(static score => ((IReadOnlyCollection<string>)score.Evidence, score.Truth.IsHealthy ? null : score.Truth.Problem))]);

    private static IReadOnlyList<GeneratedRow> By(IReadOnlyCollection<GeneratedScore> scores, Func<GeneratedScore, string> name)
    {
        var rows = new ConcurrentBag<GeneratedRow>();
        var left = scores.Where(static score => !score.Truth.IsHealthy).Select(name).Distinct(StringComparer.Ordinal).ToList();
        Parallel.ForEach(left, without =>
        {
            var table = Learn(scores.Where(score => name(score) != without));
            rows.Add(new GeneratedRow(without, [.. scores.Where(score => name(score) == without).Select(score => Judge(score, table))]));
        });
        return [.. rows.OrderBy(static row => row.Name, StringComparer.Ordinal)];
    }

    /// <summary>The same run with the causes that another table would tell.</summary>
    private static GeneratedScore Judge(GeneratedScore score, WeightTable table)
    {
        if (score.Evidence.IsEmpty) return score;
        var told = Telling.Of(table.Rank(score.Evidence), score.Evidence.Contains("warning"));
        return score with { Causes = [.. told.Select(static one => new NamedCause(one.Cause, one.Likelihood))], Remedies = [] };
    }
}
