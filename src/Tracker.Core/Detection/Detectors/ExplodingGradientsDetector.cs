using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The gradient norm rises far beyond all that was usual, step after step: a NaN is near.</summary>
/// <formula>
/// Three norms in a row of ten times the typical (a slow mean on a log scale) and more, the last of them a hundred times the typical, ten times the
/// largest of all before the last four, and not below the second before it.
/// </formula>
/// <severity>Warning; info where the kind of training is unknown or not judged by its loss.</severity>
/// <arms>After eight gradient norms.</arms>
/// <delay>Three reports of the norm.</delay>
/// <source>AUTOTRAINER's and SageMaker's exploding rules look at one value against a constant; single spikes are healthy in large models.</source>
/// <falseAlarms>A layer that begins at zero and wakes after more than eight reports.</falseAlarms>
internal sealed class ExplodingGradientsDetector : IDetector<NoState, ExplodingGradientsOptions>
{
    public static string Id => "exploding-gradients";

    public static Occasions When => Occasions.Samples | Occasions.LargeGradients;

    public static string[] YieldsTo => ["non-finite", "diverged"];

    public static Verdict Judge(ref NoState state, ExplodingGradientsOptions options, in RunView view)
    {
        ref readonly var gradient = ref view.Gradient;
        if (gradient.Count == 0) return Verdict.NotApplicable(view.NothingNamed ? Lack.NothingReported : Lack.NoGradientNorm);
        if (gradient.Count < options.JudgedFrom) return Verdict.NotJudged(gradient.Count, options.JudgedFrom, Unit.Reports);
        var rises = gradient.Large >= 3 && gradient.Last > options.Factor * gradient.Typical && gradient.Last > 0.1 * options.Factor * gradient.Ceiling
            && gradient.Last >= gradient.Recent[(int)((gradient.Count - 3) % 16)];
        var verdict = Verdict.Judged(gradient.Large == 0, 8, Unit.Reports);
        verdict.When(rises, 1, Unit.Now, Severity.Warning);
        return verdict;
    }

    public static string Explain(in NoState state, ExplodingGradientsOptions options, in RunView view, int rule, long held) => string.Create(
        CultureInfo.InvariantCulture,
        $"{view.NameOf(view.Roles.Gradient, "the gradient norm")} is at {VerdictWords.Text(view.Gradient.Last)} and rises, {view.Gradient.Last / view.Gradient.Typical:0} times its typical {VerdictWords.Text(view.Gradient.Typical)}; before, it was never above {VerdictWords.Text(view.Gradient.Ceiling)}");
}

/// <summary>Options of <see cref="ExplodingGradientsDetector"/>.</summary>
internal sealed record ExplodingGradientsOptions
{
    /// <summary>A norm that is an explosion.</summary>
    [Option(20, 1e6, "times the typical norm")]
    public double Factor { get; init; } = 100;

    /// <summary>Norms before the first verdict.</summary>
    [Option(5, 10_000, "reports")]
    public int JudgedFrom { get; init; } = 8;
}
