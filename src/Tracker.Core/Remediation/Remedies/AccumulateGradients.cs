using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Several batches an update, where memory allows no larger batch.</summary>
internal sealed class AccumulateGradients : IRemedy
{
    public string Remedy => "accumulate-gradients";

    public RemedyPlan? Propose(in RunView view)
    {
        if (view.Facts.BatchSize is not { } batch) return Order.ForPeople(Remedy, "Accumulate gradients over 4 batches before each step.");
        var many = Math.Max(2, BatchSizes.Larger(view, batch) / batch);
        return Order.ForPeople(Remedy, $"Or accumulate gradients over {Say.Count(many, "batch")} before each step: an update then sees {Say.Count(many * batch, "sample")} and takes no more memory.");
    }
}
