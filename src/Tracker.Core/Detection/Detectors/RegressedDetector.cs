using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The loss fell, and rose again: much of what was learned is lost, and it does not come back.</summary>
/// <formula>
/// (a) The fast mean above its best by half of the gain, for two spans; (b) by an eighth of the gain and the best older than a quarter of the plan, for
/// an eighth of it; (c) the validation loss above its best by half of its gain at three evaluations, or by an eighth at five where the best is older
/// than a quarter of the plan, while the train loss has not fallen; (d) both losses above their best, validation by a fifth and train by a tenth of it,
/// for 8 % of the evaluations, five at least. Each by more than six times the noise (evaluations: three). Where the plan is unknown, shares of the
/// samples so far take its place.
/// </formula>
/// <severity>Warning; info where the learning rate is half as high again as it was at the best.</severity>
/// <arms>After five samples and three spans, with a gain of a tenth of the start; for (c) and (d) after eight evaluations.</arms>
/// <delay>A few spans after a collapse, an eighth of a run after a slow decay.</delay>
/// <source>Tried on the degraded curves of the DeepOBS baselines; (d) for logs of epoch means, where the first epoch hides the start level.</source>
/// <falseAlarms>Data that become harder, or a loss with an annealed weight, where no phase is declared.</falseAlarms>
internal sealed class RegressedDetector : IDetector<RegressedState, RegressedOptions>
{
    public static string Id => "regressed";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss", "resume-regression"];

    public static Verdict Judge(ref RegressedState state, RegressedOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        ref readonly var validation = ref view.Validation;
        if (state.BestStep != loss.BestStep + 1) (state.BestStep, state.Rate) = (loss.BestStep + 1, view.LearningRate.Last);
        if (loss.Count == 0 || (!loss.Armed && validation.Count < 8)) return Verdict.NotJudged(loss.Count, loss.NeededSamples(view.Told), Unit.Samples);

        var planKnown = loss.PlannedSamples > 0;
        // What was declared to be another phase, or another attempt, is held against its own best.
        var lost = loss.Fast - loss.RecentBest;
        var noise = 6 * Math.Max(loss.FastNoise, loss.RecentBestNoise);
        var judged = loss.Armed && loss.HasGain && (planKnown || (loss.Count >= 40 && Prerequisites.LongEnough(view)));
        var collapsed = judged && lost > Math.Max(options.CollapseShare * loss.Gain, noise);

        // What decays slowly crosses its limit many times: it is over below half of it only.
        var limit = Math.Max(options.DecayShare * loss.Gain, noise);
        if (!judged || lost < limit / 2) state.Decays = 0;
        else if (lost > limit) state.Decays = 1;
        var age = (double)(loss.Count - loss.RecentBestAt);
        var isOld = age > (planKnown ? 0.25 * loss.PlannedSamples : 0.6 * loss.Count);

        var rise = validation.Count < 8 ? 0 : validation.Last - validation.Best;
        var gain = validation.First - validation.Best;
        var rises = gain > 0.1 * Math.Abs(validation.First) && rise > Math.Max(options.DecayShare * gain, 3 * validation.Noise)
            && (loss.Count < 5 || loss.Fast >= validation.FastAtBest - (0.02 * Math.Abs(validation.FastAtBest)));
        var bothAbove = IsAbove(options, view, rise, gain, lost);

        var severity = view.LearningRate.Count > 0 && view.LearningRate.Last > 1.5 * state.Rate ? Severity.Info : Severity.Warning;
        var verdict = Verdict.Judged(lost < options.DecayShare * loss.Gain / 2 && !rises && !bothAbove);
        verdict.When(collapsed, Math.Max(4, 2 * loss.Span), Unit.Samples, severity);
        verdict.When(state.Decays != 0, isOld ? Prerequisites.Share(view, 0.125, 0.3) : Never, Unit.Samples, severity);
        verdict.When(rises, NeedOf(rise, gain, view), Unit.Evaluations, severity);
        verdict.When(bothAbove, Math.Max(5, planKnown ? 0.08 * validation.Planned(view.Told) : 0.15 * validation.Count), Unit.Evaluations, severity);
        if (Prerequisites.StartUnknown(view)) verdict.Lack = Lack.StartUnknown;
        return verdict;
    }

    public static string Explain(in RegressedState state, RegressedOptions options, in RunView view, int rule, long held)
    {
        ref readonly var loss = ref view.Loss;
        ref readonly var validation = ref view.Validation;
        var train = $"{view.PrimaryName} is at {VerdictWords.Text(loss.Fast)}, above its best {VerdictWords.Text(loss.Best)} (step {loss.BestStep})";
        return rule < 2
            ? string.Create(CultureInfo.InvariantCulture, $"{train}, for {held} samples: {VerdictWords.Percent(loss.LostShare)} of what was gained is lost")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{view.ValidationName} is at {VerdictWords.Text(validation.Last)}, above its best {VerdictWords.Text(validation.Best)} (step {validation.BestStep}), for {held} evaluations, and {train}");
    }

    /// <summary>
    /// Both losses stand above their best by a share of it. After an explosion the gain says nothing; near zero a share of the best is little of what
    /// was gained, so that the gain counts too.
    /// </summary>
    private static bool IsAbove(RegressedOptions options, in RunView view, double rise, double gain, double lost)
    {
        ref readonly var loss = ref view.Loss;
        ref readonly var validation = ref view.Validation;
        if (validation.Count < 8 || !loss.Armed) return false;
        var exploded = validation.HighestBefore - validation.Best > 2 * Math.Abs(gain);
        var least = Math.Max(options.RiseShare * Math.Abs(validation.Best), exploded ? 0 : 0.02 * gain);
        var noise = Math.Min(validation.Noise, validation.NoiseAtBest);
        if (!(rise > Math.Max(least, 6 * noise))) return false;

        // The mean of a sparse log remembers an explosion for longer than it lasted: then validation alone is asked.
        return exploded || lost > Math.Max(
            Math.Max(options.RiseShare / 2 * Math.Abs(loss.RecentBest), 0.02 * loss.Gain), 3 * Math.Min(loss.FastNoise, loss.RecentBestNoise));
    }

    private static double NeedOf(double rise, double gain, in RunView view)
    {
        ref readonly var validation = ref view.Validation;
        var told = view.Told;
        if (rise > 0.5 * gain && (!told.PlanKnown || validation.LastStep > 0.05 * told.PlannedSteps)) return 3;
        var age = (double)(validation.LastStep - validation.BestStep);
        var isOld = told.PlanKnown ? age > 0.25 * told.PlannedSteps : age > 0.6 * validation.LastStep;
        return isOld ? 5 : Never;
    }

    /// <summary>The rule may be counted, but does not count yet.</summary>
    private const double Never = 1e15;
}

/// <summary>State of <see cref="RegressedDetector"/>.</summary>
internal struct RegressedState
{
    /// <summary>Step of the best, one up; 0 none.</summary>
    public long BestStep;

    /// <summary>1 while a slow decay is under way.</summary>
    public long Decays;

    /// <summary>The learning rate at the best.</summary>
    public double Rate;
}

/// <summary>Options of <see cref="RegressedDetector"/>.</summary>
internal sealed record RegressedOptions
{
    /// <summary>Share of the gain that is lost at once.</summary>
    [Option(0.3, 0.9, "share of the gain")]
    public double CollapseShare { get; init; } = 0.5;

    /// <summary>Share of the gain that is lost for long.</summary>
    [Option(0.06, 0.3, "share of the gain")]
    public double DecayShare { get; init; } = 0.12;

    /// <summary>Rise of the validation loss where the train loss rises too; of the train loss half of it is enough.</summary>
    [Option(0.1, 1, "share of the best")]
    public double RiseShare { get; init; } = 0.2;
}
