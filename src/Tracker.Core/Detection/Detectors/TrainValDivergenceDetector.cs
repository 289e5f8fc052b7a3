using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The validation loss rises from its best while the train loss goes on falling: the model learns its data by heart.</summary>
/// <formula>
/// Three evaluations running above the best by 10 %, the last by 15 %, and each by 2 % of what validation gained and by three times the noise, while the
/// train loss is at its own best and 2 % below what it was then; more evaluations where their noise is beyond 5 % of the loss.
/// </formula>
/// <severity>
/// Warning, unless the score still improves (the errors by 30 % since the best loss) and the loss has not risen by half: then info. With fewer than ten evaluations two running are info.
/// </severity>
/// <arms>After four evaluations and a tenth of the plan; eight evaluations where the plan is unknown.</arms>
/// <delay>18 to 20 % of a run (median).</delay>
/// <source>Tried on the 30 overfitted runs of fmnist_2c2d in the DeepOBS baselines.</source>
/// <falseAlarms>A noisy validation loss (a tiny validation set).</falseAlarms>
internal sealed class TrainValDivergenceDetector : IDetector<NoState, TrainValDivergenceOptions>
{
    public static string Id => "train-val-divergence";

    public static Occasions When => Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss"];

    public static Verdict Judge(ref NoState state, TrainValDivergenceOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        ref readonly var validation = ref view.Validation;
        if (view.Roles.Validation < 0) return Verdict.NotApplicable(Lack.NoValidationLoss);
        var told = view.Told;
        var early = told.PlanKnown ? loss.LastStep < 0.1 * told.PlannedSteps : validation.Count < 8;
        if (validation.Count < 4 || loss.Count == 0 || early)
        {
            var needed = told.PlanKnown ? Math.Max(4, Math.Ceiling(Math.Min(0.1 * validation.Planned(told), 1e15))) : 8;
            return Verdict.NotJudged(validation.Count, (long)needed, Unit.Evaluations);
        }

        var level = Math.Abs(validation.Best);
        var trainFell = loss.Fast < validation.FastAtBest - (0.02 * Math.Abs(validation.FastAtBest))
            && loss.Fast <= loss.Best + (0.05 * loss.Gain) + (3 * loss.FastNoise);

        // Near zero a large share of the best is little of what was learned.
        var least = Math.Max(options.Rise * level, options.GainShare * (validation.First - validation.Best));
        var rise = validation.Last - validation.Best;

        // Two thirds of the rise are counted, all of it must be reached: three evaluations beyond it would come late, one alone may be noise.
        var rises = trainFell && rise > Math.Max(options.Rise / 1.5 * level, Math.Max(least - (options.Rise / 3 * level), 3 * validation.Noise));
        var isReached = rise > least;
        var benign = validation.Last <= validation.Best + (options.GraveRise * level) && Improves(options, view);
        var verdict = Verdict.Judged(validation.BestAt == validation.Count || validation.Last < validation.Best + (0.05 * level));

        // The best of many noisy evaluations is too low by itself: the noisier they are, the longer it must hold.
        var need = Math.Max(options.Evaluations, 10 * validation.Noise / Math.Max(least, 1e-300));
        verdict.When(rises && !benign, isReached ? need : Never, Unit.Evaluations, Severity.Warning);
        verdict.When(rises, isReached ? validation.Count < 10 ? 2 : need : Never, Unit.Evaluations, Severity.Info);
        return verdict;
    }

    /// <summary>
    /// The score goes on improving, and not by the little that noise and overconfidence give: by a share of what was gained, or of the errors left.
    /// </summary>
    private static bool Improves(TrainValDivergenceOptions options, in RunView view)
    {
        ref readonly var validation = ref view.Validation;
        if (validation.Scores == 0) return false;
        var (then, better) = (validation.AccuracyAtBest, validation.LastScore - validation.AccuracyAtBest);
        return view.Roles.ScoreIsAccuracy
            ? better > options.ErrorShare * (1 - then)
            : better > options.ScoreShare * Math.Max(1e-9, then - validation.FirstScore);
    }

    /// <summary>The rule may be counted, but does not count yet.</summary>
    private const double Never = 1e15;

    public static string Explain(in NoState state, TrainValDivergenceOptions options, in RunView view, int rule, long held)
    {
        ref readonly var validation = ref view.Validation;
        var accuracy = validation.Scores == 0 || double.IsNaN(validation.AccuracyAtBest)
            ? ""
            : $"; {view.ScoreName} went from {VerdictWords.Percent(validation.AccuracyAtBest)} to {VerdictWords.Percent(validation.LastScore)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{view.ValidationName} rose from its best {VerdictWords.Text(validation.Best)} (step {validation.BestStep}) to {VerdictWords.Text(validation.Last)}, {held} evaluations running, while {view.PrimaryName} fell from {VerdictWords.Text(validation.FastAtBest)} to {VerdictWords.Text(view.Loss.Fast)}{accuracy}");
    }
}

/// <summary>Options of <see cref="TrainValDivergenceDetector"/>.</summary>
internal sealed record TrainValDivergenceOptions
{
    /// <summary>Rise above the best.</summary>
    [Option(0.1, 0.5, "share of the best")]
    public double Rise { get; init; } = 0.15;

    /// <summary>Rise above the best, beside the fall from the first evaluation to it.</summary>
    [Option(0, 0.2, "share of the gain of validation")]
    public double GainShare { get; init; } = 0.02;

    /// <summary>Rise that is grave whatever the accuracy does.</summary>
    [Option(0.2, 2, "share of the best")]
    public double GraveRise { get; init; } = 0.5;

    /// <summary>Rise of the accuracy that makes it benign.</summary>
    [Option(0.05, 0.9, "share of the errors left")]
    public double ErrorShare { get; init; } = 0.3;

    /// <summary>Rise of another score that makes it benign.</summary>
    [Option(0.01, 0.5, "share of the gain of the score")]
    public double ScoreShare { get; init; } = 0.1;

    /// <summary>Evaluations running.</summary>
    [Option(2, 20, "evaluations")]
    public int Evaluations { get; init; } = 3;
}
