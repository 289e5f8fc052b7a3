using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The loss falls in a straight line so flat that the planned run will not bring it down by half.</summary>
/// <formula>
/// After a tenth of the plan, with 1 to 15 % of the early level gained: the rate since the last power of two of samples is within 0.5 to 3.2 times that
/// of the whole run (a line, not a tail), above three times its noise, and carried on to the end of the plan it gains less than half.
/// </formula>
/// <severity>Warning; info unless the start level is known.</severity>
/// <arms>After a tenth of the plan and eight samples; never where the plan is unknown, after a resume, or for fine-tuned models.</arms>
/// <delay>10 to 20 % of a run.</delay>
/// <source>Tried on the 20 runs of the DeepOBS baselines whose rate is far too low.</source>
/// <falseAlarms>A plateau that is left later; fine-tuning that nobody declared.</falseAlarms>
internal sealed class SlowLearningDetector : IDetector<NoState, SlowLearningOptions>
{
    public static string Id => "slow-learning";

    public static Occasions When => Occasions.Samples;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss"];

    public static Verdict Judge(ref NoState state, SlowLearningOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        if (view.Told.FineTuned != 0) return Verdict.NotApplicable(Lack.FineTuned);
        if (!view.Told.PlanKnown) return Verdict.NotApplicable(Lack.PlanUnknown);
        if (loss.TotalCount > loss.Count) return Verdict.NotApplicable(Lack.Resumed);
        var early = options.JudgedFrom * view.Told.PlannedSteps;
        if (loss.LastStep < early || loss.Count < 8 || !loss.Armed)
        {
            var needed = Math.Max(Math.Max(8, Math.Ceiling(Math.Min(early / Math.Max(1, loss.Gap), 1e15))), loss.NeededSamples(view.Told));
            return Verdict.NotJudged(loss.Count, (long)needed, Unit.Samples);
        }

        var gained = Gained(view);
        var rate = Rate(view, out var span);
        var overall = loss.EarlyMean - loss.Fast > 0 ? (loss.EarlyMean - loss.Fast) / loss.Count : double.PositiveInfinity;
        var slow = gained > 0.01 && gained < 0.15 && rate * span > 3 * loss.FastNoise && rate >= 0.5 * overall && rate <= 3.2 * overall
            && AtTheEnd(view, rate) < options.EnoughGain;
        var verdict = Verdict.Judged(gained > options.EnoughGain);
        verdict.When(slow, 1, Unit.Samples, loss.StartKnown(view.Told) ? Severity.Warning : Severity.Info);
        return verdict;
    }

    public static string Explain(in NoState state, SlowLearningOptions options, in RunView view, int rule, long held)
    {
        var rate = Rate(view, out _);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{view.PrimaryName} falls too slowly: {VerdictWords.Percent(Gained(view))} of {VerdictWords.Text(view.Loss.EarlyMean)} after {VerdictWords.Percent(view.Loss.LastStep / view.Told.PlannedSteps)} of the run; carried on, it gains {VerdictWords.Percent(AtTheEnd(view, rate))} by the end");
    }

    private static double Gained(in RunView view) => (view.Loss.EarlyMean - view.Loss.Fast) / Math.Abs(view.Loss.EarlyMean);

    private static double AtTheEnd(in RunView view, double rate) =>
        Gained(view) + (Math.Max(0, view.Loss.PlannedSamples - view.Loss.Count) * rate / Math.Abs(view.Loss.EarlyMean));

    /// <summary>Fall of one sample since the last snapshot that is far enough back, and the span it is taken over.</summary>
    private static double Rate(in RunView view, out double span)
    {
        ref readonly var loss = ref view.Loss;
        var since = (double)(loss.Count - loss.SnapshotAt);
        var half = loss.SnapshotAt / 2.0;
        span = Math.Max(since, half);
        return since >= Math.Max(3, half)
            ? (loss.Snapshot - loss.Fast) / since
            : (loss.EarlierSnapshot - loss.Fast) / Math.Max(1, loss.Count - loss.EarlierSnapshotAt);
    }
}

/// <summary>Options of <see cref="SlowLearningDetector"/>.</summary>
internal sealed record SlowLearningOptions
{
    /// <summary>Before this nothing is said.</summary>
    [Option(0.02, 0.5, "share of the plan")]
    public double JudgedFrom { get; init; } = 0.1;

    /// <summary>Gain of the whole run that is enough.</summary>
    [Option(0.2, 0.9, "share of the early level")]
    public double EnoughGain { get; init; } = 0.5;
}
