using System.Collections.Immutable;

namespace Tracker.Replay.Scoring.Generated;

/// <summary>What was said of a group of generated runs.</summary>
/// <param name="Name">Of the group: a problem, a task, a severity.</param>
/// <param name="Scores">Of its runs; never empty.</param>
public sealed record GeneratedRow(string Name, ImmutableArray<GeneratedScore> Scores)
{
    /// <summary>Runs.</summary>
    public int Runs => Scores.Length;

    /// <summary>Runs with a warning from the onset on.</summary>
    public int Detected => Scores.Count(static score => score.Detected is not null);

    /// <summary>Runs where a cause is named that can be told from the next.</summary>
    public int Decided => Runs - Count(CauseOutcome.Torn) - Count(CauseOutcome.Silent);

    /// <summary>Runs whose diagnosis is so right.</summary>
    public int Count(CauseOutcome outcome) => Scores.Count(score => score.Outcome == outcome);

    /// <summary>Runs of which the right cause is among the first three, told apart or not.</summary>
    public int AmongThree => Scores.Count(static score => score.IsAmongThree);

    /// <summary>Runs that were told what helps.</summary>
    public int RightRemedy => Scores.Count(static score => score.HasRightRemedy);

    /// <summary>Runs of which any cause is named.</summary>
    public int Named => Scores.Count(static score => !score.Causes.IsEmpty);

    /// <summary>From the onset to the first warning, as a share of the run; null where there is none.</summary>
    public double? DelayShare(double quantile) => Quantile.Of(Scores.Where(static score => score.DelayShare is not null).Select(static score => score.DelayShare!.Value), quantile);

    /// <summary>Rows of runs, by name.</summary>
    public static IReadOnlyList<GeneratedRow> By(IEnumerable<GeneratedScore> scores, Func<GeneratedScore, string> name) =>
        [.. scores.GroupBy(name, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal).Select(static group => new GeneratedRow(group.Key, [.. group]))];
}
