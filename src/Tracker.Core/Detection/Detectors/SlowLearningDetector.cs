using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The loss falls so slowly that the planned run will not bring it down by 40 %.</summary>
/// <formula>
/// The gain since the start is little (validation below 25 %, train below 15 %) and beyond its noise; it grows as a power of time, an exponent from 0.4
/// (train 0.6) to 2 between a half of the evaluations or samples and now, and carried on at that power, at most in a straight line, it stays below 40 % at the end
/// of the plan. Where the plan is unknown: with a gain below 15 %, over four times as long as so far.
/// </formula>
/// <severity>Warning; info unless the start level is known, or validation falls in a straight line from the first value on (an exponent of 0.9 to 1.1, less than 15 % gained).</severity>
/// <arms>
/// By validation after a tenth of the plan and eight evaluations, thirty where the plan is unknown; by the train loss alone after a third of the plan
/// and sixteen samples. Never after a resume or for fine-tuned models.
/// </arms>
/// <delay>10 to 30 % of a run.</delay>
/// <source>Tried on the 20 runs of the DeepOBS baselines whose rate is far too low; validation of a fixed set has little noise.</source>
/// <falseAlarms>A plateau that is left in the later part of a run; fine-tuning that nobody declared.</falseAlarms>
internal sealed class SlowLearningDetector : IDetector<NoState, SlowLearningOptions>
{
    public static string Id => "slow-learning";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged"];

    public static Verdict Judge(ref NoState state, SlowLearningOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        ref readonly var validation = ref view.Validation;
        var told = view.Told;
        if (told.FineTuned != 0) return Verdict.NotApplicable(Lack.FineTuned);
        if (loss.TotalCount > loss.Count) return Verdict.NotApplicable(Lack.Resumed);
        if (!told.PlanKnown && view.Roles.Validation < 0) return Verdict.NotApplicable(Lack.PlanUnknown);
        var byValidation = Measure(validation, told);
        var byTrain = Measure(loss);
        var evaluated = validation.Count >= (told.PlanKnown ? 8 : options.Evaluations);
        var early = options.JudgedFrom * told.PlannedSteps;
        var isLater = evaluated && validation.LastStep >= early;
        var isLate = told.PlanKnown && loss.Count >= 16 && loss.Armed && loss.LastStep >= options.JudgedAlone * told.PlannedSteps;
        if (!isLater && !isLate)
        {
            if (validation.Count > 0)
            {
                var needed = Math.Max(told.PlanKnown ? 8 : options.Evaluations, Math.Ceiling(Math.Min(options.JudgedFrom * validation.Planned(told), 1e15)));
                return Verdict.NotJudged(validation.Count, (long)needed, Unit.Evaluations);
            }

            var samples = Math.Max(16, Math.Ceiling(Math.Min(options.JudgedAlone * told.PlannedSteps / Math.Max(1, loss.Gap), 1e15)));
            return Verdict.NotJudged(loss.Count, Math.Max((long)samples, loss.NeededSamples(told)), Unit.Samples);
        }

        var slowByValidation = isLater && IsSlow(byValidation, told.PlanKnown ? 0.25 : 0.15, options.EnoughGain) && !view.LearningRate.Rising;
        var slowByTrain = isLate && validation.Count < 8 && IsSlow(byTrain, 0.15, options.EnoughGain) && byTrain.Gained > 0.01 && byTrain.Power >= 0.6;
        var verdict = Verdict.Judged(Math.Max(byValidation.Gained, byTrain.Gained) > options.EnoughGain);
        verdict.When(slowByValidation, 2, Unit.Evaluations, IsAnchored(validation.StartKnown(view.Told), byValidation, view) ? Severity.Warning : Severity.Info);
        verdict.When(slowByTrain, 3, Unit.Samples, loss.StartKnown(told) ? Severity.Warning : Severity.Info);
        if (Prerequisites.StartUnknown(view)) verdict.Lack = Lack.StartUnknown;
        return verdict;
    }

    public static string Explain(in NoState state, SlowLearningOptions options, in RunView view, int rule, long held)
    {
        var course = rule == 0 ? Measure(view.Validation, view.Told) : Measure(view.Loss);
        var name = rule == 0 ? view.ValidationName : view.PrimaryName;
        var first = rule == 0 ? view.Validation.First : view.Loss.EarlyMean;
        var step = rule == 0 ? view.Validation.LastStep : view.Loss.LastStep;
        var when = view.Told.PlanKnown ? VerdictWords.Percent(step / view.Told.PlannedSteps) + " of the run" : $"{step} steps";
        var end = view.Told.PlanKnown ? "by the end" : "in four times as long";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} falls too slowly: {VerdictWords.Percent(course.Gained)} of {VerdictWords.Text(first)} after {when}; carried on, it gains {VerdictWords.Percent(course.AtTheEnd)} {end}");
    }

    private static bool IsSlow(in Course course, double most, double enough) =>
        course.Significant && course.Gained < most && course.Power is >= 0.4 and <= 2 && course.AtTheEnd < enough;

    /// <summary>A steep beginning that was not logged would have left a bend.</summary>
    private static bool IsAnchored(bool startKnown, in Course course, in RunView view) =>
        startKnown || view.Told.ClassesKnown || (course.Power is >= 0.9 and <= 1.1 && course.Gained < 0.15);

    private static Course Measure(in ValidationStatistics validation, in JudgeFacts told)
    {
        var recent = validation.Count - validation.SnapshotAt >= validation.SnapshotAt / 2;
        var (at, then) = recent ? (validation.SnapshotAt, validation.Snapshot) : (validation.EarlierSnapshotAt, validation.EarlierSnapshot);
        var length = told.PlanKnown ? told.PlannedSteps / Math.Max(1.0, validation.LastStep) : 4;
        return Course.Of(validation.First, then, validation.Last, at - 1, validation.Count - 1, length, validation.Noise);
    }

    private static Course Measure(in SeriesStatistics loss)
    {
        // The noise of single samples is known less well than that of evaluations.
        var recent = loss.Count - loss.SnapshotAt >= loss.SnapshotAt / 2;
        var (at, then) = recent ? (loss.SnapshotAt, loss.Snapshot) : (loss.EarlierSnapshotAt, loss.EarlierSnapshot);
        var length = loss.PlannedSamples > 0 ? loss.PlannedSamples / Math.Max(1, loss.Count) : 4;
        return Course.Of(loss.EarlyMean, then, loss.Fast, at - 1, loss.Count - 1, length, 5 / 3.0 * loss.FastNoise);
    }

    /// <summary>How a loss has come down.</summary>
    /// <param name="Gained">Share of the first value that is gained.</param>
    /// <param name="Power">The gain grows as time to this power; NaN where it does not grow.</param>
    /// <param name="AtTheEnd">Share that would be gained at the end.</param>
    /// <param name="Significant">The gains before and since are beyond the noise.</param>
    private readonly record struct Course(double Gained, double Power, double AtTheEnd, bool Significant)
    {
        public static Course Of(double first, double then, double now, double at, double count, double length, double noise)
        {
            var level = Math.Abs(first) + 1e-300;
            var (before, gained) = ((first - then) / level, (first - now) / level);
            if (!(before > 0 && gained > before && at > 0 && count > at)) return new Course(gained, double.NaN, gained, false);
            var power = Math.Log(gained / before) / Math.Log(count / at);
            return new Course(gained, power, gained * Math.Pow(Math.Max(1, length), Math.Clamp(power, 0, 1)), Math.Min(first - then, then - now) > 3 * noise);
        }
    }
}

/// <summary>Options of <see cref="SlowLearningDetector"/>.</summary>
internal sealed record SlowLearningOptions
{
    /// <summary>Before this nothing is said by validation.</summary>
    [Option(0.02, 0.5, "share of the plan")]
    public double JudgedFrom { get; init; } = 0.1;

    /// <summary>Before this nothing is said by the train loss alone: many losses stand for a while before they fall.</summary>
    [Option(0.1, 0.9, "share of the plan")]
    public double JudgedAlone { get; init; } = 0.35;

    /// <summary>Evaluations before the first verdict where the plan is unknown.</summary>
    [Option(8, 1000, "evaluations")]
    public int Evaluations { get; init; } = 30;

    /// <summary>Gain of the whole run that is enough.</summary>
    [Option(0.2, 0.9, "share of the first value")]
    public double EnoughGain { get; init; } = 0.4;
}
