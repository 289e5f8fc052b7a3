using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis;

/// <summary>Whether the loss or the gradient ran away, and when: before the first value that was not finite, or at all.</summary>
/// <param name="Happened">It did.</param>
/// <param name="IsRuledOut">Enough was seen to say that it did not.</param>
/// <param name="GradientSeen">Gradient norms were sent.</param>
/// <param name="Sentence">What was seen, with its numbers; empty where nothing was.</param>
internal readonly record struct Explosion(bool Happened, bool IsRuledOut, bool GradientSeen, string Sentence)
{
    /// <summary>A loss this many times its start, or a gradient this many times the typical, ran away.</summary>
    private const double LossFactor = 3;
    private const double GradientFactor = 100;

    /// <summary>"train/loss was NaN at step 12".</summary>
    public static string FirstNonFinite(in RunView view)
    {
        ref readonly var seen = ref view.NonFinite;
        return $"{view.NameOf((int)seen.FirstSeries, "a loss")} was {(double.IsNaN(seen.FirstValue) ? "NaN" : "infinite")} at step {Say.Count(seen.FirstStep)}, for the first time";
    }

    /// <summary>What came before the first value that was not finite.</summary>
    public static Explosion BeforeNonFinite(in RunView view)
    {
        ref readonly var seen = ref view.NonFinite;
        var gradients = seen.GradientsBefore > 0;
        var where = $"{view.NameOf((int)seen.FirstSeries, "a loss")} at step {Say.Count(seen.FirstStep)}";
        if (seen.SamplesBefore > 0 && Above(seen.LossBefore, seen.StartBefore))
        {
            return new Explosion(
                true, false, gradients,
                $"{view.PrimaryName} went from {Say.Number(seen.StartBefore)} to {Say.Number(seen.LossBefore)} before the first non-finite value, {where}");
        }

        if (gradients && seen.GradientBefore > GradientFactor * seen.GradientTypicalBefore)
        {
            return new Explosion(
                true, false, true,
                $"the gradient norm went from about {Say.Number(seen.GradientTypicalBefore)} to {Say.Number(seen.GradientBefore)} before the first non-finite value, {where}");
        }

        var calm = gradients
            ? $"the first non-finite value is {where} while the gradient norm was {Say.Number(seen.GradientBefore)} just before (at most {Say.Number(seen.GradientMaxBefore)}): no explosion precedes it"
            : seen.SamplesBefore > 0
                ? $"the first non-finite value is {where} while {view.PrimaryName} was {Say.Number(seen.LossBefore)} just before: no explosion of the loss precedes it"
                : $"the first value of {where} is already non-finite";
        return new Explosion(false, (gradients || seen.SamplesBefore >= 3) && !HasRoom(view), gradients, calm);
    }

    /// <summary>Samples lie so far apart that an explosion fits between two of them unseen.</summary>
    public static bool HasRoom(in RunView view) => view.Told.StepIsEpoch || view.Loss.Gap > 10 || (view.Loss.Count == 0 && view.NonFinite.FirstStep > 10);

    /// <summary>A loss that ran away at any time of the attempt.</summary>
    public static Explosion OfLoss(in RunView view)
    {
        ref readonly var loss = ref view.Loss;
        var happened = loss.Count > 0 && Above(loss.Highest, loss.Start);
        var now = Above(loss.Last, loss.Start) || Above(loss.Fast, loss.Start);
        var sentence = !happened ? ""
            : now
                ? $"{view.PrimaryName} went from {Say.Number(loss.Start)} to {Say.Number(loss.Last)} in {Say.Count(loss.LastStep - loss.FirstStep, "step")}"
                : $"{view.PrimaryName} rose from {Say.Number(loss.Start)} to {Say.Number(loss.Highest)} at step {Say.Count(loss.HighestStep)} before it came back to {Say.Number(loss.Last)}";
        return new Explosion(happened, loss.Count >= 10 && !happened, view.Gradient.Count > 0, sentence);
    }

    /// <summary>Far above its start. A start near or below zero has no scale: there its distance is taken.</summary>
    private static bool Above(double value, double start) => value - start > (LossFactor - 1) * Math.Max(Math.Abs(start), 1e-12);
}
