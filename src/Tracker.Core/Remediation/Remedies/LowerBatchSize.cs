using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>More updates for the same samples.</summary>
internal sealed class LowerBatchSize : IRemedy
{
    public string Remedy => "lower-batch-size";

    public RemedyPlan? Propose(in RunView view) => view.Facts.BatchSize is { } batch
        ? Order.ForPeople(Remedy, $"Lower the batch size from {Say.Count(batch)} to {Say.Count(BatchSizes.Smaller(view, batch))}: the same samples then make {Say.Number((double)batch / BatchSizes.Smaller(view, batch))} times the updates.")
        : Order.ForPeople(Remedy, "Lower the batch size to a quarter of what it is.");
}
