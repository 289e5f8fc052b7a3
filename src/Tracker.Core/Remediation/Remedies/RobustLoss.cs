using Tracker.Core.Detection;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>A loss that a few wrong samples do not rule.</summary>
internal sealed class RobustLoss : IRemedy
{
    public string Remedy => "robust-loss";

    public RemedyPlan? Propose(in RunView view) => Order.ForPeople(
        Remedy,
        view.Told.ClassesKnown
            ? "Use a loss that wrong labels do not rule: label smoothing of 0.1, or generalised cross-entropy."
            : "Use the Huber loss: extreme targets then pull no harder than others.");
}
