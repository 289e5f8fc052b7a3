using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The model does not begin to learn: its loss or its accuracy stays at chance level, or at the start level where that is unknown.</summary>
/// <formula>
/// (a) With known classes the loss was never below 95 % of chance level and stands at it, for 4 % of the plan; (b) the accuracy stays within a tenth of
/// chance at four evaluations (with uneven classes only while the loss learns nothing); (c) with unknown classes the accuracy has not moved by 2 points at six evaluations; (d) the loss has not moved by 3 %
/// for 35 % of the plan, 10 % where validation has not either. A falling loss and an accuracy above chance speak against it.
/// </formula>
/// <severity>Warning; (d) info unless the start level is known, and the plan or validation; of fine-tuned models (c) and (d) info.</severity>
/// <arms>With the primary loss, or with four scores.</arms>
/// <delay>1.5 to 4 % of a run (median).</delay>
/// <source>Chance level as the anchor where rules on raw values have none; tried on the curves of the DeepOBS baselines.</source>
/// <falseAlarms>A late start: a plateau at chance that is left later, when the alert is over. A penalty term inside the loss where no accuracy is sent.</falseAlarms>
internal sealed class StuckLossDetector : IDetector<NoState, StuckLossOptions>
{
    public static string Id => "stuck-loss";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged"];

    public static Verdict Judge(ref NoState state, StuckLossOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        ref readonly var validation = ref view.Validation;
        var told = view.Told;
        if (loss.Count == 0) return Verdict.NotJudged(0, loss.NeededSamples(told), Unit.Samples);
        var hasScore = validation.Scores > 0;
        var hasAccuracy = hasScore && view.Roles.ScoreIsAccuracy;
        var rise = hasScore ? validation.BestScore - validation.FirstScore : 0;
        var veto = told.ClassesKnown ? hasAccuracy && validation.LastScore > told.LearnedAccuracy : rise > 0.03;
        var flat = Prerequisites.LongEnough(view) && !loss.Falling && !veto;
        var level = Math.Abs(loss.Start);
        var chance = told.ChanceLoss;
        var atChance = flat && told.ClassesKnown && loss.Best > options.ChanceShare * chance && loss.Fast > 0.98 * chance
            && (loss.Fast < 1.1 * chance || loss.Fast > loss.Start - (0.03 * level));
        // Where one class is most of the data, the accuracy stands at its share for a while in health too, while the loss falls.
        var uneven = told.MajorityShare > 1.3 * told.UniformShare && (loss.Falling || loss.Best < options.ChanceShare * chance);
        var accuracyAtChance = told.ClassesKnown && hasAccuracy && !uneven && IsChance(validation.LastScore, told)
            && validation.BestScore <= told.LearnedAccuracy;
        var accuracyStill = !told.ClassesKnown && hasScore && rise < options.ScoreRise;
        var still = flat && !told.ClassesKnown && loss.Gain < 0.03 * level && Math.Abs(loss.Fast - loss.Start) < (0.05 * level) + (3 * loss.FastNoise);


        // Many losses stand for a while before they fall: without validation that says the same there is time.
        // One that falls beyond its noise, however slowly, does not.
        var first = Math.Abs(validation.First);
        var isAgreed = validation.Count >= 4 && validation.First - validation.Best < 0.03 * first
            && !(validation.First - validation.Last > Math.Max(6 * validation.Noise, 0.003 * first));
        var left = told.ClassesKnown
            ? (loss.Fast < options.ChanceShare * chance && loss.Best < options.ChanceShare * chance) || (veto && loss.Fast < 0.98 * chance)
            : loss.Fast < loss.Start - (0.1 * level) || veto;

        // Accuracies need no armed loss: four evaluations at chance are enough.
        var verdict = loss.Armed || validation.Scores >= 4
            ? Verdict.Judged(left && !accuracyAtChance && !accuracyStill)
            : Verdict.NotJudged(loss.Count, loss.NeededSamples(told), Unit.Samples);
        var unknownKind = told.FineTuned != 0 ? Severity.Info : Severity.Warning;
        verdict.When(loss.Armed && atChance, Math.Max(Math.Max(5, 6 * loss.Span), Prerequisites.Share(view, 0.04, 0.25)), Unit.Samples, Severity.Warning);
        verdict.When(accuracyAtChance, Math.Max(4, 0.04 * validation.PlannedScores(told)), Unit.Scores, Severity.Warning);
        verdict.When(accuracyStill, Math.Max(6, 0.06 * validation.PlannedScores(told)), Unit.Scores, unknownKind);
        verdict.When(
            loss.Armed && still,
            Math.Max(Math.Max(10, 6 * loss.Span), Prerequisites.Share(view, isAgreed ? 0.1 : options.AloneShare, 0.5)),
            Unit.Samples,
            loss.StartKnown(told) && (isAgreed || told.PlanKnown) ? unknownKind : Severity.Info);
        if (Prerequisites.StartUnknown(view)) verdict.Lack = Lack.StartUnknown;
        return verdict;
    }

    public static string Explain(in NoState state, StuckLossOptions options, in RunView view, int rule, long held)
    {
        ref readonly var loss = ref view.Loss;
        var (now, start, best) = (VerdictWords.Text(loss.Fast), VerdictWords.Text(loss.Start), VerdictWords.Text(loss.Best));
        var score = VerdictWords.Percent(view.Validation.LastScore);
        return rule switch
        {
            0 => string.Create(
                CultureInfo.InvariantCulture,
                $"{view.PrimaryName} has been at chance level ({Prerequisites.ChanceLevel(view)}) for {held} samples: now {now}, best {best}, started at {start}"),
            1 => string.Create(
                CultureInfo.InvariantCulture,
                $"{view.ScoreName} has been at chance level for {held} evaluations: now {score}, and {VerdictWords.Percent(view.Told.MajorityShare)} needs no learning"),
            2 => string.Create(
                CultureInfo.InvariantCulture,
                $"{view.ScoreName} has not moved for {held} evaluations: now {score}, started at {VerdictWords.Percent(view.Validation.FirstScore)}"),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{view.PrimaryName} has not moved from its start for {held} samples: now {now}, best {best}, started at {start}"),
        };
    }

    /// <summary>Validation data may be balanced where the training data is not: either share is chance.</summary>
    private static bool IsChance(double accuracy, in JudgeFacts told)
    {
        var band = (0.1 * told.UniformShare) + 0.001;
        return Math.Abs(accuracy - told.UniformShare) <= band || Math.Abs(accuracy - told.MajorityShare) <= band;
    }
}

/// <summary>Options of <see cref="StuckLossDetector"/>.</summary>
internal sealed record StuckLossOptions
{
    /// <summary>Level below which a loss has learned something.</summary>
    [Option(0.8, 0.99, "share of chance level")]
    public double ChanceShare { get; init; } = 0.95;

    /// <summary>How long a loss may stand where nothing else is known.</summary>
    [Option(0.1, 0.9, "share of the plan")]
    public double AloneShare { get; init; } = 0.35;

    /// <summary>Rise of a score that is progress.</summary>
    [Option(0.005, 0.1, "of 1")]
    public double ScoreRise { get; init; } = 0.02;
}
