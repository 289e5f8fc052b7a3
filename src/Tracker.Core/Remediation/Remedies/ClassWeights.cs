using Tracker.Core.Detection;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Samples of rare classes count more in the loss.</summary>
internal sealed class ClassWeights : IRemedy
{
    public string Remedy => "class-weights";

    public RemedyPlan? Propose(in RunView view)
    {
        var classes = ClassCounts.Of(view);
        return Order.ForPeople(
            Remedy,
            classes.IsKnown ? $"Weigh the classes in the loss by one over their share: {classes.Weights}." : "Weigh the classes in the loss by one over their share of the samples.");
    }
}
