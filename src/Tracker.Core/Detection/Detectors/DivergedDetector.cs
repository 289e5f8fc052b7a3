using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The loss stands above where it started, or far above chance level, or the validation loss does.</summary>
/// <formula>
/// (a) The fast mean above the start by 5 % and by the noise, for two spans; (b) with known classes above twice ln C, and never below it, for
/// 3 % of the plan; (c) the validation loss above its first by half and by six times its noise, at three evaluations, while the train loss has not
/// fallen.
/// </formula>
/// <severity>Warning; (a) info where nothing tells the start level: a first value may lie inside a dip.</severity>
/// <arms>After five samples and three spans, 100 steps at least (500 in a dense log of unknown length).</arms>
/// <delay>1.5 % of a run in dense logs, 4 % in sparse ones (median).</delay>
/// <source>Tried on 540 curves of the DeepOBS baselines (Schneider, Balles, Hennig, ICLR 2019).</source>
/// <falseAlarms>A first logged value inside a start-up dip; losses that are meant to rise (declare the kind).</falseAlarms>
internal sealed class DivergedDetector : IDetector<NoState, DivergedOptions>
{
    public static string Id => "diverged";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite"];

    public static Verdict Judge(ref NoState state, DivergedOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        ref readonly var validation = ref view.Validation;
        if (loss.Count == 0) return Verdict.NotJudged(0, loss.NeededSamples(view.Told), Unit.Samples);
        var level = Math.Abs(loss.Start);
        var above = loss.Fast > loss.Start + (options.Rise * level) + Math.Min((3 * loss.FastNoise) + (2 * loss.Noise), 3 * level);
        var farAboveChance = view.Told.ClassesKnown && Math.Min(loss.Fast, loss.Best) > options.ChanceFactor * view.Told.UniformLoss;
        var validationAbove = validation.Count >= 5 && loss.Fast >= 0.98 * loss.Start
            && validation.Last > validation.First + Math.Max(0.5 * Math.Abs(validation.First), 6 * validation.Noise);
        var need = Math.Max(3, 2 * loss.Span);
        var verdict = loss.Armed
            ? Verdict.Judged(!above && !farAboveChance && !validationAbove, need, Unit.Samples)
            : Verdict.NotJudged(loss.Count, loss.NeededSamples(view.Told), Unit.Samples);
        verdict.When(above, need, Unit.Samples, Prerequisites.StartUnknown(view) ? Severity.Info : Severity.Warning);
        verdict.When(farAboveChance, Math.Max(need, Prerequisites.Share(view, 0.03, 0.2)), Unit.Samples, Severity.Warning);
        verdict.When(validationAbove, 3, Unit.Evaluations, Severity.Warning);
        if (Prerequisites.StartUnknown(view)) verdict.Lack = Lack.StartUnknown;
        return verdict;
    }

    public static string Explain(in NoState state, DivergedOptions options, in RunView view, int rule, long held)
    {
        ref readonly var loss = ref view.Loss;
        var (now, start, best) = (VerdictWords.Text(loss.Fast), VerdictWords.Text(loss.Start), VerdictWords.Text(loss.Best));
        return rule switch
        {
            0 => string.Create(
                CultureInfo.InvariantCulture, $"{view.PrimaryName} is at {now}, above its start of {start}, for {held} samples: its lowest mean was {best}"),
            1 => string.Create(
                CultureInfo.InvariantCulture,
                $"{view.PrimaryName} has stayed above twice {VerdictWords.Text(view.Told.UniformLoss)} = ln {Math.Round(1 / view.Told.UniformShare)}, what a guess costs, for {held} samples: now {now}, its lowest mean was {best}"),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{view.ValidationName} is at {VerdictWords.Text(view.Validation.Last)}, far above its first {VerdictWords.Text(view.Validation.First)}, for {held} evaluations, while {view.PrimaryName} has not fallen: {now}, started at {start}"),
        };
    }
}

/// <summary>Options of <see cref="DivergedDetector"/>.</summary>
internal sealed record DivergedOptions
{
    /// <summary>Rise above the start level.</summary>
    [Option(0, 0.2, "share of the start")]
    public double Rise { get; init; } = 0.05;

    /// <summary>Level that a classifier may not stay above.</summary>
    [Option(1.5, 10, "times ln C")]
    public double ChanceFactor { get; init; } = 2;
}
