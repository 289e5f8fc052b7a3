using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Variants of the samples that keep their label.</summary>
internal sealed class AugmentData : IRemedy
{
    public string Remedy => "augment-data";

    public RemedyPlan? Propose(in RunView view)
    {
        var size = DataSize.Of(view);
        var these = size.Samples > 0 ? $"the {Say.Count(size.Samples)} samples" : "the samples";
        return Order.ForPeople(Remedy, $"Augment {these}: small shifts, noise or crops that keep the label, drawn anew each epoch.");
    }
}
