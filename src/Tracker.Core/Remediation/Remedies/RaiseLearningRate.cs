using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Three times the rate; far below what is usual, the middle of the usual range.</summary>
internal sealed class RaiseLearningRate : IRemedy
{
    public string Remedy => "raise-learning-rate";

    public RemedyPlan? Propose(in RunView view)
    {
        var rate = Rate.Of(view);
        if (!rate.IsKnown) return Order.ForPeople(Remedy, "Raise the learning rate to 3 times what it is, and again while the loss still falls.");
        if (rate.Value <= 0) return null;
        var higher = LowerLearningRate.Rounded(Math.Max(3 * rate.Value, rate.Below > 0 ? rate.Range.Middle : 0));
        return Order.SetLearningRate(
            Remedy, $"Raise the learning rate from {Say.Number(rate.Value)} to {Say.Number(higher)} ({rate.Range.Words} with {rate.Range.Of}).", higher);
    }
}
