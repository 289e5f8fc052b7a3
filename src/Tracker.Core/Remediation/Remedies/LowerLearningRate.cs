using System.Globalization;
using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Three tenths of the rate; far above what is usual, the middle of the usual range.</summary>
internal sealed class LowerLearningRate : IRemedy
{
    public string Remedy => "lower-learning-rate";

    public RemedyPlan? Propose(in RunView view)
    {
        var rate = Rate.Of(view);
        if (!rate.IsKnown) return Order.ForPeople(Remedy, "Lower the learning rate to 0.3 times what it is, and again until the loss falls.");
        if (rate.Value <= 0) return null;
        var lower = Math.Min(0.3 * rate.Value, rate.Above > 0 ? rate.Range.Middle : double.PositiveInfinity);
        lower = Rounded(lower);
        var restart = Explosion.OfLoss(view).Happened || view.NonFinite.Count > 0
            ? "; start again, since the weights are spoilt"
            : "";
        return Order.SetLearningRate(
            Remedy, $"Lower the learning rate from {Say.Number(rate.Value)} to {Say.Number(lower)} ({rate.Range.Words} with {rate.Range.Of}){restart}.", lower);
    }

    /// <summary>Two digits, so that what is advised is what is set.</summary>
    public static double Rounded(double rate)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rate)) - 1);
        return double.Parse((Math.Round(rate / unit) * unit).ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
