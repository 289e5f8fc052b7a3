using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Detection.Statistics;
using Tracker.Core.Metrics;

namespace Tracker.Core.Detection.Detectors;

/// <summary>Late in the run the train loss is still high, and validation is no worse: the model cannot, or is not let, learn what its own data holds.</summary>
/// <formula>
/// (a) A plateau as of converged (a best of a fifth of the samples, within 6 % of the gain, not falling, for 5 % of the plan) above 40 % of chance level, or
/// without classes above half of the start; (b) with classes, after half of the plan, above 65 % of chance level, and above 55 % at the end if it goes on
/// falling as since the power of two of samples before. Both only where the last validation loss is within 10 % of the train loss (of
/// `signals/train_eval_loss` where that is sent) or its noise.
/// </formula>
/// <severity>
/// Info: no level is high for every task. A warning where classes are known and even, the loss is above 60 % of chance level and the accuracy has never
/// reached a third of the way from chance to all.
/// </severity>
/// <arms>After twenty samples, three spans and four evaluations; the warning after a third of the plan.</arms>
/// <delay>A fifth of the run after the last progress, or half of the plan.</delay>
/// <source>The bias side of the bias-variance reading of learning curves (Andrew Ng, "Machine Learning Yearning", 2018), made relative to chance level.</source>
/// <falseAlarms>Tasks whose best possible loss is high, as of language or of clicks; a penalty inside the loss; a plateau before a drop of the rate. All info.</falseAlarms>
internal sealed class UnderfittingDetector : IDetector<NoState, UnderfittingOptions>
{
    public static string Id => "underfitting";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss", "slow-learning", "train-val-divergence", "metric-frozen"];

    public static Verdict Judge(ref NoState state, UnderfittingOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        ref readonly var validation = ref view.Validation;
        if (view.Roles.Validation < 0) return Verdict.NotApplicable(Lack.NoValidationLoss);
        if (!loss.Armed || loss.Count < 20) return Verdict.NotJudged(loss.Count, Math.Max(20, loss.NeededSamples(view.Told)), Unit.Samples);
        if (validation.Count < 4) return Verdict.NotJudged(validation.Count, 4, Unit.Evaluations);
        var level = Level(view);
        var chance = view.Told.ChanceLoss;
        var high = level > (view.Told.ClassesKnown ? options.ChanceShare * chance : options.StartShare * loss.Start);
        var noGap = validation.Last <= level + Math.Max(options.Gap * Math.Abs(level), 3 * loss.FastNoise);
        var late = view.Told.ClassesKnown && view.Told.PlanKnown && view.Step >= 0.5 * view.Told.PlannedSteps
            && level > options.LateShare * chance && AtTheEnd(loss) > (options.LateShare - 0.1) * chance;
        var holds = high && noGap && (late || Prerequisites.Stands(view, 0.2, 0.06));
        var verdict = Verdict.Judged(!high || !noGap || (loss.Falling && !late));
        var need = Math.Max(Math.Max(3, 2 * loss.Span), Prerequisites.Share(view, 0.05, 0.1));
        verdict.When(holds && IsGrave(view, level), need, Unit.Samples, Severity.Warning);
        verdict.When(holds, need, Unit.Samples, Severity.Info);
        return verdict;
    }

    public static string Explain(in NoState state, UnderfittingOptions options, in RunView view, int rule, long held)
    {
        var high = view.Told.ClassesKnown
            ? $"{VerdictWords.Percent(Level(view) / view.Told.ChanceLoss)} of chance level ({Prerequisites.ChanceLevel(view)})"
            : $"{VerdictWords.Percent(Level(view) / view.Loss.Start)} of its start";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{view.PrimaryName} is at {VerdictWords.Text(Level(view))}, {high}, for {held} samples, and {view.ValidationName} is no worse: {VerdictWords.Text(view.Validation.Last)}");
    }

    private static double Level(in RunView view) => view.Signal(Signal.EvalTrainLoss) is { Count: > 0 } sent ? sent.Last : view.Loss.Fast;

    /// <summary>The loss at the end of the plan, if it goes on as since the last power of two of samples, or the one before where that is near.</summary>
    private static double AtTheEnd(in SeriesStatistics loss)
    {
        var isFar = loss.Count - loss.SnapshotAt >= loss.Count / 4;
        var (at, value) = isFar ? (loss.SnapshotAt, loss.Snapshot) : (loss.EarlierSnapshotAt, loss.EarlierSnapshot);
        return loss.Fast - (Math.Max(0, loss.PlannedSamples - loss.Count) * (value - loss.Fast) / Math.Max(1, loss.Count - at));
    }

    private static bool IsGrave(in RunView view, double level)
    {
        ref readonly var validation = ref view.Validation;
        var late = view.Told.PlanKnown ? view.Step >= view.Told.PlannedSteps / 3 : view.Step >= 1000 || view.Told.StepIsEpoch;
        var balanced = view.Told.ClassesKnown && view.Told.MajorityShare < 2 * view.Told.UniformShare;
        return late && balanced && level > 0.6 * view.Told.ChanceLoss && view.Roles.ScoreIsAccuracy && validation.Scores >= 4
            && validation.BestScore < view.Told.UniformShare + ((1 - view.Told.UniformShare) / 3);
    }
}

/// <summary>Options of <see cref="UnderfittingDetector"/>.</summary>
internal sealed record UnderfittingOptions
{
    /// <summary>Level that is high for a classifier.</summary>
    [Option(0.1, 0.95, "share of chance level")]
    public double ChanceShare { get; init; } = 0.4;

    /// <summary>Level that is high for a classifier after half of the plan, whether it falls or not.</summary>
    [Option(0.3, 0.95, "share of chance level")]
    public double LateShare { get; init; } = 0.65;

    /// <summary>Level that is high where there are no classes.</summary>
    [Option(0.1, 0.95, "share of the start")]
    public double StartShare { get; init; } = 0.5;

    /// <summary>How far validation may lie above the train loss.</summary>
    [Option(0, 1, "share of the train loss")]
    public double Gap { get; init; } = 0.1;
}
