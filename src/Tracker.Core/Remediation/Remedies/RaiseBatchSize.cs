using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>More samples an update.</summary>
internal sealed class RaiseBatchSize : IRemedy
{
    public string Remedy => "raise-batch-size";

    public RemedyPlan? Propose(in RunView view) => view.Facts.BatchSize is { } batch
        ? Order.ForPeople(Remedy, $"Raise the batch size from {Say.Count(batch)} to {Say.Count(BatchSizes.Larger(view, batch))}.")
        : Order.ForPeople(Remedy, "Raise the batch size to 4 times what it is.");
}
