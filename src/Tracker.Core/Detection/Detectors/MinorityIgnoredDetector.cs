using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Metrics;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The model does well by never naming the rare classes: its accuracy is the share of the frequent ones, and the recall of a rare one is nothing.</summary>
/// <formula>
/// (a) The lowest recall of a class (`val/min_recall`) is below 0.1 at five evaluations and more, while another is above it by half (`val/recall_gap`); (b) with
/// uneven class counts the accuracy is their largest share within three binomial errors at 5 % of the plan's evaluations, five at least, and was never
/// above; (c) the predicted classes have an entropy below 0.1 (`val/prediction_entropy`). (a) and (c) ask for class counts that are uneven by five, or, where
/// they are not told, for a loss that has gained.
/// </formula>
/// <severity>Warning; info where class counts are not told and there are more than 20 classes.</severity>
/// <arms>After 30 % of the plan, or eight evaluations where it is unknown.</arms>
/// <delay>30 % of the plan.</delay>
/// <source>SageMaker's ClassImbalance looks at labels alone; recall below 0.1 with a gap, and the majority rate as a level, are Tracker's own.</source>
/// <falseAlarms>A class that begins to be found late; a majority so easy that nothing above it can be reached.</falseAlarms>
internal sealed class MinorityIgnoredDetector : IDetector<NoState, MinorityIgnoredOptions>
{
    public static string Id => "minority-ignored";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss"];

    public static Verdict Judge(ref NoState state, MinorityIgnoredOptions options, in RunView view)
    {
        if (view.Told.KindUnknown != 0) return Verdict.NotApplicable(Lack.KindUnknown);
        if (view.Told.LearningJudged == 0) return Verdict.NotApplicable(Lack.KindNotJudged);
        ref readonly var recall = ref view.Signal(Signal.MinimumRecall);
        ref readonly var entropy = ref view.Signal(Signal.PredictionEntropy);
        ref readonly var validation = ref view.Validation;
        var uneven = view.Told.ImbalanceRatio >= options.Ratio;
        var byAccuracy = uneven && view.Roles.ScoreIsAccuracy && view.Told.MajorityShare > 1.3 * view.Told.UniformShare;
        if (recall.Count == 0 && entropy.Count == 0 && !byAccuracy) return Verdict.NotApplicable(Lack.NoRecall);
        var evaluations = Math.Max(Math.Max(recall.Count, entropy.Count), validation.Scores);
        var early = view.Told.PlanKnown ? view.Step < options.JudgedFrom * view.Told.PlannedSteps : evaluations < 8;
        if (early || evaluations < 5) return Verdict.NotJudged(evaluations, 8, Unit.Evaluations);
        var told = uneven || (view.Told.ImbalanceRatio == 0 && view.Loss.HasGain);
        ref readonly var gap = ref view.Signal(Signal.RecallGap);
        var unseen = told && recall.Count >= 5 && recall.Last < options.Recall && recall.Fast < 1.5 * options.Recall && (gap.Count == 0 || gap.Last > 0.5);
        var oneOnly = told && entropy.Count >= 5 && entropy.Last < 0.1 && entropy.Fast < 0.15;
        var atShare = byAccuracy && Math.Abs(validation.LastScore - view.Told.MajorityShare) < Error(view)
            && validation.BestScore < view.Told.MajorityShare + Error(view);
        var verdict = Verdict.Judged(!unseen && !oneOnly && !atShare);
        var grave = view.Told.ImbalanceRatio > 0 || view.Told.UniformShare >= 0.05 ? Severity.Warning : Severity.Info;
        verdict.When(unseen, 1, Unit.Now, grave);
        verdict.When(atShare, Math.Max(5, 0.05 * validation.PlannedScores(view.Told)), Unit.Scores, Severity.Warning);
        verdict.When(oneOnly, 1, Unit.Now, grave);
        return verdict;
    }

    public static string Explain(in NoState state, MinorityIgnoredOptions options, in RunView view, int rule, long held)
    {
        var uneven = view.Told.ImbalanceRatio > 0
            ? string.Create(CultureInfo.InvariantCulture, $"; the largest class has {view.Told.ImbalanceRatio:0.#} times the samples of the smallest")
            : "";
        var what = rule switch
        {
            0 => $"the rarest class is found in {VerdictWords.Percent(view.Signal(Signal.MinimumRecall).Last)} of its samples",
            1 => string.Create(
                CultureInfo.InvariantCulture,
                $"{view.ScoreName} has been at the share of the largest class ({VerdictWords.Percent(view.Told.MajorityShare)}) for {held} evaluations: now {VerdictWords.Percent(view.Validation.LastScore)}"),
            _ => $"nearly all predictions are of one class: their entropy is {VerdictWords.Text(view.Signal(Signal.PredictionEntropy).Last)} of 1",
        };
        return what + uneven;
    }

    /// <summary>Three binomial errors of an accuracy at the majority share.</summary>
    private static double Error(in RunView view)
    {
        var share = view.Told.MajorityShare;
        var samples = view.Facts.ValidationSize is > 0 and var told ? Math.Clamp((double)told, 100, 1e6) : 1000;
        return 3 * Math.Sqrt(share * (1 - share) / samples);
    }
}

/// <summary>Options of <see cref="MinorityIgnoredDetector"/>.</summary>
internal sealed record MinorityIgnoredOptions
{
    /// <summary>Recall of a class that counts as none.</summary>
    [Option(0, 0.5, "of 1")]
    public double Recall { get; init; } = 0.1;

    /// <summary>Samples of the largest class over those of the smallest from which on classes are uneven.</summary>
    [Option(1.5, 1000, "ratio")]
    public double Ratio { get; init; } = 5;

    /// <summary>Before this nothing is said.</summary>
    [Option(0.02, 0.9, "share of the plan")]
    public double JudgedFrom { get; init; } = 0.3;
}
