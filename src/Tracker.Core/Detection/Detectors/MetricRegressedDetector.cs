using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The score of validation (accuracy, mAP, F1) has fallen far below its best and stays there: something that was learned is lost.</summary>
/// <formula>
/// The median of the last three scores lies below the best such median by more than a quarter of what was gained since the first, by more than
/// 10 % of the best, and by more than six times the noise of a score, for five evaluations and a twentieth of the plan's.
/// </formula>
/// <severity>Warning; info where the kind of training is unknown or not judged by its loss.</severity>
/// <arms>With a score of the validation data, from the eighth evaluation on.</arms>
/// <delay>Seven evaluations after the fall, or a twentieth of the run.</delay>
/// <source>
/// The evaluation history of detection and language tasks, where the loss says little; the noise from second differences as with the validation
/// loss.
/// </source>
/// <falseAlarms>A validation set that is exchanged; a score on a handful of samples.</falseAlarms>
internal sealed class MetricRegressedDetector : IDetector<NoState, MetricRegressedOptions>
{
    public static string Id => "metric-regressed";

    public static Occasions When => Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss", "train-val-divergence", "regressed"];

    public static Verdict Judge(ref NoState state, MetricRegressedOptions options, in RunView view)
    {
        if (view.Roles.Score < 0) return Verdict.NotApplicable(view.NothingNamed ? Lack.NothingReported : Lack.NoScore);
        ref readonly var score = ref view.Score;
        if (score.Count < options.JudgedFrom) return Verdict.NotJudged(score.Count, options.JudgedFrom, Unit.Scores);
        var limit = Math.Max(options.GainShare * (score.Best - score.First), Math.Max(options.BestShare * Math.Abs(score.Best), 6 * score.Noise));
        var fall = score.Best - score.Level;
        var verdict = Verdict.Judged(!(fall > limit / 2));
        verdict.When(fall > limit, Math.Max(options.Evaluations, 0.05 * view.Validation.PlannedScores(view.Told)), Unit.Scores, Severity.Warning);
        return verdict;
    }

    public static string Explain(in NoState state, MetricRegressedOptions options, in RunView view, int rule, long held) => string.Create(
        CultureInfo.InvariantCulture,
        $"{view.ScoreName} has fallen from its best {VerdictWords.Text(view.Score.Best)} (step {view.Score.BestStep}) to {VerdictWords.Text(view.Score.Level)} and stays there, {held} evaluations running; it began at {VerdictWords.Text(view.Score.First)}");
}

/// <summary>Options of <see cref="MetricRegressedDetector"/>.</summary>
internal sealed record MetricRegressedOptions
{
    /// <summary>Fall below the best, of what was gained since the first evaluation.</summary>
    [Option(0.1, 0.9, "share of the gain")]
    public double GainShare { get; init; } = 0.25;

    /// <summary>Fall below the best, of the best itself: it alone counts where a good model is trained on.</summary>
    [Option(0.02, 0.9, "share of the best")]
    public double BestShare { get; init; } = 0.1;

    /// <summary>Evaluations running.</summary>
    [Option(2, 1000, "evaluations")]
    public int Evaluations { get; init; } = 5;

    /// <summary>Evaluations before the first verdict.</summary>
    [Option(5, 1000, "evaluations")]
    public int JudgedFrom { get; init; } = 8;
}
