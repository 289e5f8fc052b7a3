using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>An optimizer that is known to work on most models.</summary>
internal sealed class ChangeOptimizer : IRemedy
{
    public string Remedy => "change-optimizer";

    public RemedyPlan? Propose(in RunView view)
    {
        var adam = LearningRateRange.Normal(view.Facts.Optimizer) is "adam" or "adamw";
        var from = view.Facts.Optimizer is { } name ? $" from {name}" : "";
        return Order.ForPeople(
            Remedy,
            adam ? $"Change the optimizer{from} to SGD with momentum 0.9, learning rate 0.05, or its betas back to 0.9 and 0.999." : $"Change the optimizer{from} to Adam with learning rate 0.001, betas 0.9 and 0.999.");
    }
}
