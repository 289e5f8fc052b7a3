using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The very first loss of a classifier is far above that of a guess: the model is surely wrong before it has seen anything.</summary>
/// <formula>
/// The first value, of one of the first three steps or of an evaluation before the first epoch, is more than twice ln C (info) or five times (warning).
/// It is over when the fast mean falls below ln C.
/// </formula>
/// <severity>Info; a warning from five times on: weights far too large, or a loss that is summed where it should be a mean.</severity>
/// <arms>At the first value, where the number of classes is known and the first step is logged; not for fine-tuned models.</arms>
/// <delay>None.</delay>
/// <source>A fresh classifier has a loss of ln C; SageMaker's PoorWeightInitialization looks at tensors instead.</source>
/// <falseAlarms>A loss of several parts under one name: info, mostly, as a penalty on the weights rarely makes five times ln C.</falseAlarms>
internal sealed class InitialLossDetector : IDetector<NoState, InitialLossOptions>
{
    public static string Id => "initial-loss";

    public static Occasions When => Occasions.Samples;

    public static string[] YieldsTo => ["non-finite", "diverged"];

    public static Verdict Judge(ref NoState state, InitialLossOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        if (!view.Told.ClassesKnown) return Verdict.NotApplicable(Lack.ClassesUnknown);
        if (view.Told.FineTuned != 0) return Verdict.NotApplicable(Lack.FineTuned);
        if (loss.Count == 0) return Verdict.NotJudged(0, 1, Unit.Samples);
        if (loss.FirstStep > (view.Told.StepIsEpoch ? 0 : 3)) return Verdict.NotApplicable(Lack.StartNotSent);
        var levels = loss.First / view.Told.UniformLoss;
        var left = loss.Fast < view.Told.UniformLoss;
        var verdict = Verdict.Judged(left);
        verdict.When(levels > options.GraveFactor && !left, 1, Unit.Now, Severity.Warning);
        verdict.When(levels > options.Factor && !left, 1, Unit.Now, Severity.Info);
        return verdict;
    }

    public static string Explain(in NoState state, InitialLossOptions options, in RunView view, int rule, long held) => string.Create(
        CultureInfo.InvariantCulture,
        $"{view.PrimaryName} began at {VerdictWords.Text(view.Loss.First)}, {view.Loss.First / view.Told.UniformLoss:0.#} times the {VerdictWords.Text(view.Told.UniformLoss)} = ln {Math.Round(1 / view.Told.UniformShare)} where a fresh model should begin");
}

/// <summary>Options of <see cref="InitialLossDetector"/>.</summary>
internal sealed record InitialLossOptions
{
    /// <summary>A first loss that is told.</summary>
    [Option(1.5, 100, "times ln C")]
    public double Factor { get; init; } = 2;

    /// <summary>A first loss that is a warning.</summary>
    [Option(2, 1000, "times ln C")]
    public double GraveFactor { get; init; } = 5;
}
