using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Metrics;

namespace Tracker.Core.Detection.Detectors;

/// <summary>What should move the weights does not arrive: the gradient of the first layers, or all of it, is next to nothing while little is learned.</summary>
/// <formula>
/// (a) The ratio of the gradients of the first and the last weight layer (`signals/grad_ratio`, or the norms of `layers/NN.NAME/grad_norm`) is below
/// 1e-3; (b) the last eight norms of the whole gradient are below 1e-6 of the start level. A loss that stands near chance level, or within 30 % of the
/// start, is the second witness.
/// </formula>
/// <severity>Warning with the second witness, for 2 % of the plan; (a) without it is info.</severity>
/// <arms>After four ratios or eight norms, and with the primary loss.</arms>
/// <delay>2 % of the plan.</delay>
/// <source>AUTOTRAINER's ratio of 1e-3; (b) is SageMaker's and DeepDiagnosis' rule, whose constant of 1e-7 is made relative to the loss.</source>
/// <falseAlarms>First layers that are frozen on purpose but still counted: info.</falseAlarms>
internal sealed class VanishingGradientsDetector : IDetector<NoState, VanishingGradientsOptions>
{
    public static string Id => "vanishing-gradients";

    public static Occasions When => Occasions.Samples;

    public static string[] YieldsTo => ["non-finite", "diverged"];

    public static Verdict Judge(ref NoState state, VanishingGradientsOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var ratio = ref view.Signal(Signal.GradientRatio);
        ref readonly var gradient = ref view.Gradient;
        if (ratio.Count == 0 && gradient.Count == 0) return Verdict.NotApplicable(Lack.NoGradientNorm);
        if (ratio.Count < 4 && gradient.Count < 8) return Verdict.NotJudged(Math.Max(ratio.Count, gradient.Count), 8, Unit.Reports);
        var learnsLittle = Prerequisites.LearnsLittle(view);
        var firstLayers = ratio.Count >= 4 && ratio.Last < options.Ratio && ratio.Fast < options.Ratio;
        var all = gradient.Count >= 8 && Largest(view) <= options.NormShare * Math.Abs(view.Loss.Start);
        var need = Math.Max(8, Prerequisites.Share(view, 0.02, 0.1));
        var verdict = Verdict.Judged(!firstLayers && !all);
        verdict.When(firstLayers && learnsLittle, need, Unit.Samples, Severity.Warning);
        verdict.When(all && learnsLittle, need, Unit.Samples, Severity.Warning);
        verdict.When(firstLayers, need, Unit.Samples, Severity.Info);
        return verdict;
    }

    public static string Explain(in NoState state, VanishingGradientsOptions options, in RunView view, int rule, long held)
    {
        var what = rule == 1
            ? $"{view.NameOf(view.Roles.Gradient, "the gradient norm")} is at most {VerdictWords.Text(Largest(view))}"
            : $"the gradient of the first layer is {VerdictWords.Text(view.Signal(Signal.GradientRatio).Fast)} of that of the last";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what}, and {view.PrimaryName} is at {VerdictWords.Text(view.Loss.Fast)}, started at {VerdictWords.Text(view.Loss.Start)}, for {held} samples");
    }

    private static double Largest(in RunView view)
    {
        var largest = 0.0;
        for (var back = 1; back <= 8; back++) largest = Math.Max(largest, view.Gradient.Recent[(int)((view.Gradient.Count - back) % 16)]);
        return largest;
    }
}

/// <summary>Options of <see cref="VanishingGradientsDetector"/>.</summary>
internal sealed record VanishingGradientsOptions
{
    /// <summary>Gradient of the first layer that is next to nothing.</summary>
    [Option(1e-9, 0.1, "share of the last layer's")]
    public double Ratio { get; init; } = 1e-3;

    /// <summary>Norm of the whole gradient that is next to nothing.</summary>
    [Option(0, 0.01, "share of the start level")]
    public double NormShare { get; init; } = 1e-6;
}
