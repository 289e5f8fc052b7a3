using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Metrics;

namespace Tracker.Core.Detection.Detectors;

/// <summary>Half of the units of a layer, or more, give 0 for every sample: they learn nothing any more.</summary>
/// <formula>
/// The mean of the last reports of `signals/dead_fraction`, and the last, at half or more (info); at 0.8 or more, while the loss stands near chance
/// level or within 30 % of its start, a warning.
/// </formula>
/// <severity>Info; a warning where most are dead and little is learned, in kinds that are judged by their loss.</severity>
/// <arms>After three reports of the signal.</arms>
/// <delay>Three reports, or eight where units die later.</delay>
/// <source>SageMaker's DeadRelu (half of a layer), AUTOTRAINER's dying ReLU (70 % of the gradients), with the loss as second witness.</source>
/// <falseAlarms>Wide layers on sparse inputs have many units that a small probe never wakes: info.</falseAlarms>
internal sealed class DeadUnitsDetector : IDetector<NoState, DeadUnitsOptions>
{
    public static string Id => "dead-units";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged"];

    public static Verdict Judge(ref NoState state, DeadUnitsOptions options, in RunView view)
    {
        ref readonly var dead = ref view.Signal(Signal.DeadFraction);
        if (dead.Count == 0) return Verdict.NotApplicable(view.NothingNamed ? Lack.NothingReported : Lack.NoDeadFraction);
        if (dead.Count < 3) return Verdict.NotJudged(dead.Count, 3, Unit.Reports);
        var share = Math.Min(dead.Fast, dead.Last);
        var verdict = Verdict.Judged(Math.Max(dead.Fast, dead.Last) < options.Share);
        verdict.When(share >= options.GraveShare && Prerequisites.LearnsLittle(view), 3, Unit.Samples, Severity.Warning);
        verdict.When(share >= options.Share, 1, Unit.Now, Severity.Info);
        return verdict;
    }

    public static string Explain(in NoState state, DeadUnitsOptions options, in RunView view, int rule, long held) => string.Create(
        CultureInfo.InvariantCulture,
        $"{VerdictWords.Percent(view.Signal(Signal.DeadFraction).Last)} of the units of a layer are dead (they began with {VerdictWords.Percent(view.Signal(Signal.DeadFraction).First)}), and {view.PrimaryName} is at {VerdictWords.Text(view.Loss.Fast)}, started at {VerdictWords.Text(view.Loss.Start)}");
}

/// <summary>Options of <see cref="DeadUnitsDetector"/>.</summary>
internal sealed record DeadUnitsOptions
{
    /// <summary>Dead units that are told.</summary>
    [Option(0.1, 1, "share of a layer")]
    public double Share { get; init; } = 0.5;

    /// <summary>Dead units that are a warning where little is learned.</summary>
    [Option(0.1, 1, "share of a layer")]
    public double GraveShare { get; init; } = 0.8;
}
