using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The validation loss has stopped improving while the train loss goes on falling: what is still learned does not carry over.</summary>
/// <formula>
/// No new best by 1 % for a fifth of the evaluations, five at least, while the fast mean of the train loss fell by 10 % of what it was then.
/// </formula>
/// <severity>Info: the model is not worse, it only costs time.</severity>
/// <arms>With the primary loss, and from the sixth evaluation on.</arms>
/// <delay>A fifth of the evaluations after the last real best.</delay>
/// <source>Early stopping by patience, made relative to what was seen: Prechelt, "Early Stopping - But When?", 1998.</source>
/// <falseAlarms>A long pause of validation before a second descent; a schedule that is about to drop the rate.</falseAlarms>
internal sealed class ValidationFlatDetector : IDetector<ValidationFlatState, ValidationFlatOptions>
{
    public static string Id => "validation-flat";

    public static Occasions When => Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss", "train-val-divergence"];

    public static Verdict Judge(ref ValidationFlatState state, ValidationFlatOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        if (view.Roles.Validation < 0) return Verdict.NotApplicable(Lack.NoValidationLoss);
        ref readonly var loss = ref view.Loss;
        ref readonly var validation = ref view.Validation;
        if (loss.Count > 0 && validation.Count > 0 && state.Evaluations != validation.Count) Take(ref state, options, validation.Count, validation.Last, loss.Fast);
        var need = Math.Max(options.Evaluations, options.Share * validation.Count);
        if (!loss.Armed || validation.Count <= options.Evaluations)
            return Verdict.NotJudged(validation.Count, options.Evaluations + 1, Unit.Evaluations);
        var fell = state.FastThen - loss.Fast > options.TrainFall * Math.Abs(state.FastThen);
        var verdict = Verdict.Judged(state.BestAt == validation.Count);
        verdict.When(fell && validation.Count - state.BestAt >= need, 1, Unit.Now, Severity.Info);
        return verdict;
    }

    public static string Explain(in ValidationFlatState state, ValidationFlatOptions options, in RunView view, int rule, long held) => string.Create(
        CultureInfo.InvariantCulture,
        $"{view.ValidationName} has not improved by {VerdictWords.Percent(options.Improvement)} on {VerdictWords.Text(state.Best)} for {view.Validation.Count - state.BestAt} evaluations (now {VerdictWords.Text(view.Validation.Last)}), while {view.PrimaryName} fell from {VerdictWords.Text(state.FastThen)} to {VerdictWords.Text(view.Loss.Fast)}");

    /// <summary>As with every best of validation, the second evaluation always becomes it: the first is often one before training.</summary>
    private static void Take(ref ValidationFlatState state, ValidationFlatOptions options, long evaluation, double loss, double fast)
    {
        state.Evaluations = evaluation;
        if (state.BestAt > 0 && evaluation > 2 && !(loss < state.Best - (options.Improvement * Math.Abs(state.Best)))) return;
        state.Best = loss;
        state.BestAt = evaluation;
        state.FastThen = fast;
    }
}

/// <summary>State of <see cref="ValidationFlatDetector"/>: the last best that was better by more than a little.</summary>
internal struct ValidationFlatState
{
    public long Evaluations;
    public long BestAt;
    public double Best;
    public double FastThen;
}

/// <summary>Options of <see cref="ValidationFlatDetector"/>.</summary>
internal sealed record ValidationFlatOptions
{
    /// <summary>An improvement that counts.</summary>
    [Option(0, 0.2, "share of the best")]
    public double Improvement { get; init; } = 0.01;

    /// <summary>Evaluations without one, at least.</summary>
    [Option(2, 1000, "evaluations")]
    public int Evaluations { get; init; } = 5;

    /// <summary>Evaluations without one, of all so far.</summary>
    [Option(0.05, 0.9, "share of the evaluations")]
    public double Share { get; init; } = 0.2;

    /// <summary>Fall of the train loss meanwhile.</summary>
    [Option(0.01, 0.9, "share of the train loss at the best")]
    public double TrainFall { get; init; } = 0.1;
}
