using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The loss swings up and down without coming forward, and the swings do not die out.</summary>
/// <formula>
/// Of 16 values (means of blocks of a 64th of the plan, or the last 16 validation losses) at least 7 of 14 turns, a way made of less than a quarter of
/// the path, the later swings above 0.7 of the earlier, the mean swing above 5 % of the gain and the noise of a block (15 % for validation), twice
/// running.
/// </formula>
/// <severity>Warning; info where the plan is unknown, or for validation where its start level is.</severity>
/// <arms>After sixteen blocks of eight samples, or twenty evaluations.</arms>
/// <delay>A quarter of a run in blocks.</delay>
/// <source>AUTOTRAINER's oscillation of the accuracy, made relative to noise and gain.</source>
/// <falseAlarms>A cyclic learning rate.</falseAlarms>
internal sealed class OscillationDetector : IDetector<OscillationState, OscillationOptions>
{
    public static string Id => "oscillation";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss"];

    public static Verdict Judge(ref OscillationState state, OscillationOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        ref readonly var validation = ref view.Validation;
        if ((!loss.Armed || loss.Blocks.Held < 16) && validation.Count < 20)
            return Verdict.NotJudged(loss.Count, (long)Math.Max(loss.NeededSamples(view.Told), Math.Min(16 * Math.Max(8, loss.Blocks.Size), 1e15)), Unit.Samples);
        if (loss.Blocks.Closed != state.Blocks)
        {
            state.Blocks = loss.Blocks.Closed;
            state.LossSwing = loss.Armed && loss.Blocks.Size >= 8 ? Swing(loss) : 0;
            state.LossSwing = state.LossSwing > Math.Max(options.LossShare * loss.Gain, 4.5 * loss.Noise / Math.Sqrt(Math.Max(1, loss.Blocks.Size))) && loss.Gain > 0
                ? state.LossSwing
                : 0;
        }

        if (validation.Count != state.Evaluations)
        {
            state.Evaluations = validation.Count;
            var gain = Math.Max(validation.First - validation.Best, view.Told.ClassesKnown ? view.Told.ChanceLoss - validation.Best : double.NegativeInfinity);
            state.ValidationSwing = validation.Count >= 20 && gain > 0 ? Swing(validation) : 0;
            state.ValidationSwing = state.ValidationSwing > options.ValidationShare * gain ? state.ValidationSwing : 0;
        }

        var verdict = Verdict.Judged(state.LossSwing == 0 && state.ValidationSwing == 0);
        verdict.When(state.LossSwing > 0, 2, Unit.Blocks, view.Told.PlanKnown ? Severity.Warning : Severity.Info);
        verdict.When(
            state.ValidationSwing > 0, 2, Unit.Evaluations, validation.StartKnown(view.Told) || view.Told.ClassesKnown ? Severity.Warning : Severity.Info);
        return verdict;
    }

    public static string Explain(in OscillationState state, OscillationOptions options, in RunView view, int rule, long held) => rule == 0
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{view.PrimaryName} swings up and down by {VerdictWords.Text(state.LossSwing)} without coming forward: now {VerdictWords.Text(view.Loss.Fast)}, best {VerdictWords.Text(view.Loss.Best)}, started at {VerdictWords.Text(view.Loss.Start)}")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{view.ValidationName} swings up and down by {VerdictWords.Text(state.ValidationSwing)} from one evaluation to the next: now {VerdictWords.Text(view.Validation.Last)}, best {VerdictWords.Text(view.Validation.Best)}");

    private static double Swing(in SeriesStatistics loss)
    {
        Span<double> last = stackalloc double[16];
        return loss.Blocks.TryLast16(last) ? Swing(last) : 0;
    }

    private static double Swing(in ValidationStatistics validation)
    {
        Span<double> last = stackalloc double[16];
        for (var i = 0; i < 16; i++) last[i] = validation.Recent[(int)((validation.Count + i) % 16)];
        return Swing(last);
    }

    /// <summary>The mean swing of 16 values that swing without coming forward; else 0.</summary>
    private static double Swing(ReadOnlySpan<double> values)
    {
        double early = 0, late = 0, before = 0;
        var turns = 0;
        for (var i = 1; i < 16; i++)
        {
            var change = values[i] - values[i - 1];
            if (i <= 7) early += Math.Abs(change);
            else late += Math.Abs(change);
            if ((change < 0 && before > 0) || (change > 0 && before < 0)) turns++;
            before = change;
        }

        var path = early + late;
        var swings = turns >= 7 && Math.Abs(values[15] - values[0]) < 0.25 * path && late / 8 > 0.7 * (early / 7);
        return swings ? path / 15 : 0;
    }
}

/// <summary>State of <see cref="OscillationDetector"/>: what the last blocks and evaluations gave.</summary>
internal struct OscillationState
{
    public long Blocks;
    public long Evaluations;

    /// <summary>Mean swing; 0 where it does not swing.</summary>
    public double LossSwing;

    /// <inheritdoc cref="LossSwing"/>
    public double ValidationSwing;
}

/// <summary>Options of <see cref="OscillationDetector"/>.</summary>
internal sealed record OscillationOptions
{
    /// <summary>Mean swing of the blocks that is told.</summary>
    [Option(0.02, 0.2, "share of the gain")]
    public double LossShare { get; init; } = 0.05;

    /// <summary>Mean swing of the validation loss that is told.</summary>
    [Option(0.1, 0.5, "share of the gain")]
    public double ValidationShare { get; init; } = 0.15;
}
