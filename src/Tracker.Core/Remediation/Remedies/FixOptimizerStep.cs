using Tracker.Core.Detection;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>The step that was forgotten.</summary>
internal sealed class FixOptimizerStep : IRemedy
{
    public string Remedy => "fix-optimizer-step";

    public RemedyPlan? Propose(in RunView view) => Order.ForPeople(
        Remedy,
        view.Gradient.Count > 0 && view.Gradient.Typical > 0
            ? "Call optimizer.step() after backward(), on an optimizer that was given the parameters of this model: gradients are there, and nothing uses them."
            : "Call loss.backward() and optimizer.step() for each batch, on an optimizer that was given the parameters of this model.");
}
