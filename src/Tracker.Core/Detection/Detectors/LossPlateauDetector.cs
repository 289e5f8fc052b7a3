using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>After progress, the loss stands: most often it has converged.</summary>
/// <remarks>
/// At least 10 % was gained, the best is older than a fifth of the samples, the fast mean stands within 6 % of the gain of it and does
/// not fall. Info only: without a declared baseline nothing tells a good end from a bad one.
/// </remarks>
internal sealed class LossPlateauDetector : IDetector<NoState, LossPlateauOptions>
{
    public static string Id => "loss-plateau";

    public static Occasions When => Occasions.Samples;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss"];

    public static Verdict Judge(ref NoState state, LossPlateauOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        if (!loss.Armed || loss.Count < 20) return Verdict.NotJudged(loss.Count, Math.Max(20, loss.NeededSamples(view.Told)), Unit.Samples);
        var stands = loss.HasGain && !loss.Falling && loss.Count - loss.BestAt > options.BestAge * loss.Count
            && loss.Fast - loss.Best < options.Band * loss.Gain;
        var verdict = Verdict.Judged(loss.Falling);
        verdict.When(stands, Math.Max(3, 2 * loss.Span), Unit.Samples, Severity.Info);
        return verdict;
    }

    public static string Explain(in NoState state, LossPlateauOptions options, in RunView view, int rule, long held) => string.Create(
        CultureInfo.InvariantCulture,
        $"{view.PrimaryName} stands at {VerdictWords.Text(view.Loss.Fast)} after progress from {VerdictWords.Text(view.Loss.Start)}: its best {VerdictWords.Text(view.Loss.Best)} is {view.Loss.Count - view.Loss.BestAt} samples old");
}

/// <summary>Options of <see cref="LossPlateauDetector"/>.</summary>
internal sealed record LossPlateauOptions
{
    /// <summary>Age of the best, as a share of the samples. Default 0.2; 0.05 to 0.9.</summary>
    public double BestAge { get; init; } = 0.2;

    /// <summary>How far above the best the loss may stand, as a share of the gain. Default 0.06; 0.01 to 0.2.</summary>
    public double Band { get; init; } = 0.06;
}
