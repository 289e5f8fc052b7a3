using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>After real progress the loss stands, and validation stands with it: nothing more is to come at this rate, and an early stop would cost nothing.</summary>
/// <formula>
/// At least 10 % was gained, the best of the fast mean is older than a fifth of the samples, it stands within 6 % of the gain of that best and does
/// not fall, for 5 % of the plan or a tenth of the samples; where validation losses are sent, the last is within 10 % of the best or three times the noise, and the best improved by less than 1 %
/// in the last fifth of the evaluations.
/// </formula>
/// <severity>Info: without a declared baseline nothing tells a good end from a bad one.</severity>
/// <arms>After twenty samples and three spans of the fast mean.</arms>
/// <delay>A fifth of the run after the last progress.</delay>
/// <source>Plateau rules of learning-rate schedules (ReduceLROnPlateau), with noise and patience taken from the run.</source>
/// <falseAlarms>A schedule that is about to drop the rate; a plateau that is left later: it is over when the loss falls again.</falseAlarms>
internal sealed class ConvergedDetector : IDetector<ConvergedState, ConvergedOptions>
{
    public static string Id => "converged";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss", "train-val-divergence", "underfitting"];

    public static Verdict Judge(ref ConvergedState state, ConvergedOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        ref readonly var validation = ref view.Validation;
        if (validation.Count != state.Evaluations) Take(ref state, validation.Count, validation.Last);
        if (!loss.Armed || loss.Count < 20) return Verdict.NotJudged(loss.Count, Math.Max(20, loss.NeededSamples(view.Told)), Unit.Samples);
        var stands = Prerequisites.Stands(view, options.BestAge, options.Band);
        var improves = validation.Count > 0 && validation.Count - state.BestAt < options.BestAge * validation.Count;
        var rises = validation.Count >= 4 && validation.Last > validation.Best + Math.Max(0.1 * Math.Abs(validation.Best), 3 * validation.Noise);
        var verdict = Verdict.Judged(loss.Falling || improves || rises);
        verdict.When(
            stands && !improves && !rises, Math.Max(Math.Max(3, 2 * loss.Span), Prerequisites.Share(view, 0.05, 0.1)), Unit.Samples, Severity.Info);
        return verdict;
    }

    public static string Explain(in ConvergedState state, ConvergedOptions options, in RunView view, int rule, long held)
    {
        var validation = view.Validation.Count == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"; {view.ValidationName} stands at {VerdictWords.Text(view.Validation.Last)}, its best was {VerdictWords.Text(view.Validation.Best)} (step {view.Validation.BestStep})");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{view.PrimaryName} stands at {VerdictWords.Text(view.Loss.Fast)} after progress from {VerdictWords.Text(view.Loss.Start)}: its best {VerdictWords.Text(view.Loss.Best)} is {view.Loss.Count - view.Loss.BestAt} samples old{validation}: it may be stopped");
    }

    private static void Take(ref ConvergedState state, long evaluation, double loss)
    {
        state.Evaluations = evaluation;
        if (state.BestAt > 0 && !(loss < state.Best - (0.01 * Math.Abs(state.Best)))) return;
        state.Best = loss;
        state.BestAt = evaluation;
    }
}

/// <summary>State of <see cref="ConvergedDetector"/>: the last best of validation that was better by more than a little.</summary>
internal struct ConvergedState
{
    public long Evaluations;
    public long BestAt;
    public double Best;
}

/// <summary>Options of <see cref="ConvergedDetector"/>.</summary>
internal sealed record ConvergedOptions
{
    /// <summary>Age of the best.</summary>
    [Option(0.05, 0.9, "share of the samples")]
    public double BestAge { get; init; } = 0.2;

    /// <summary>How far above the best the loss may stand.</summary>
    [Option(0.01, 0.2, "share of the gain")]
    public double Band { get; init; } = 0.06;
}
