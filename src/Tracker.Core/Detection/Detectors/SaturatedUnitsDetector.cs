using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Metrics;

namespace Tracker.Core.Detection.Detectors;

/// <summary>Half of the activations of a tanh or sigmoid layer, or more, stand at their end, where no gradient passes.</summary>
/// <formula>
/// The mean of the last reports of `signals/saturated_fraction`, and the last, at half or more (info); and the loss stands near chance level or within
/// 30 % of its start: a warning.
/// </formula>
/// <severity>Info; a warning where little is learned, in kinds that are judged by their loss.</severity>
/// <arms>After three reports of the signal.</arms>
/// <delay>Three reports, or eight where units saturate later.</delay>
/// <source>SageMaker's SaturatedActivation and DeepDiagnosis' rule (half of a layer beyond 5), with the loss as second witness.</source>
/// <falseAlarms>Gates of recurrent networks, which learn to be open or shut: info.</falseAlarms>
internal sealed class SaturatedUnitsDetector : IDetector<NoState, SaturatedUnitsOptions>
{
    public static string Id => "saturated-units";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged"];

    public static Verdict Judge(ref NoState state, SaturatedUnitsOptions options, in RunView view)
    {
        ref readonly var saturated = ref view.Signal(Signal.SaturatedFraction);
        if (saturated.Count == 0) return Verdict.NotApplicable(view.NothingNamed ? Lack.NothingReported : Lack.NoSaturatedFraction);
        if (saturated.Count < 3) return Verdict.NotJudged(saturated.Count, 3, Unit.Reports);
        var holds = Math.Min(saturated.Fast, saturated.Last) >= options.Share;
        var verdict = Verdict.Judged(Math.Max(saturated.Fast, saturated.Last) < options.Share);
        verdict.When(holds && Prerequisites.LearnsLittle(view), 3, Unit.Samples, Severity.Warning);
        verdict.When(holds, 1, Unit.Now, Severity.Info);
        return verdict;
    }

    public static string Explain(in NoState state, SaturatedUnitsOptions options, in RunView view, int rule, long held) => string.Create(
        CultureInfo.InvariantCulture,
        $"{VerdictWords.Percent(view.Signal(Signal.SaturatedFraction).Last)} of the activations of a layer are saturated (they began with {VerdictWords.Percent(view.Signal(Signal.SaturatedFraction).First)}), and {view.PrimaryName} is at {VerdictWords.Text(view.Loss.Fast)}, started at {VerdictWords.Text(view.Loss.Start)}");
}

/// <summary>Options of <see cref="SaturatedUnitsDetector"/>.</summary>
internal sealed record SaturatedUnitsOptions
{
    /// <summary>Saturated activations that are told, and that are a warning where little is learned.</summary>
    [Option(0.1, 1, "share of a layer")]
    public double Share { get; init; } = 0.5;
}
