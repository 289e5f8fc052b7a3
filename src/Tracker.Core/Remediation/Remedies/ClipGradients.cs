using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>A bound on the norm of the gradient, from what is typical of the run.</summary>
internal sealed class ClipGradients : IRemedy
{
    public string Remedy => "clip-gradients";

    public RemedyPlan? Propose(in RunView view)
    {
        if (view.Gradient.Count < 10) return Order.ForPeople(Remedy, "Clip the gradient norm at 1.");
        var bound = LowerLearningRate.Rounded(Math.Max(1e-12, 3 * view.Gradient.Typical));
        return Order.ForPeople(
            Remedy,
            $"Clip the gradient norm at {Say.Number(bound)}: {Say.Number(view.Gradient.Typical)} is typical of this run, {Say.Number(view.Gradient.Max)} was its largest.");
    }
}
