using Tracker.Core.Detection;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>A rate that falls when validation stands.</summary>
internal sealed class ReduceRateOnPlateau : IRemedy
{
    public string Remedy => "reduce-rate-on-plateau";

    public RemedyPlan? Propose(in RunView view) => view.Validation.Count == 0
        ? null
        : Order.ForPeople(Remedy, $"Divide the learning rate by 10 whenever {view.ValidationName} has not improved by 1e-4 of itself for 10 evaluations.");
}
