using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Less weight decay, dropout and smoothing.</summary>
internal sealed class ReduceRegularisation : IRemedy
{
    public string Remedy => "reduce-regularisation";

    public RemedyPlan? Propose(in RunView view)
    {
        var steps = new List<string>();
        if (Hyperparameters.TryNumber(view, out var decay, "weightdecay", "wd", "l2", "decay") && decay > 0) steps.Add($"weight decay from {Say.Number(decay)} to {Say.Number(Math.Min(0.1 * decay, 1e-3))}");
        if (Hyperparameters.TryNumber(view, out var dropout, "dropout", "drop", "dropoutrate", "dropprob") && dropout > 0.1) steps.Add($"dropout from {Say.Number(dropout)} to {Say.Number(Math.Min(0.2, dropout - 0.1))}");
        if (Hyperparameters.TryNumber(view, out var smoothing, "labelsmoothing", "smoothing") && smoothing > 0.1) steps.Add($"label smoothing from {Say.Number(smoothing)} to 0.1");
        return Order.ForPeople(
            Remedy,
            steps.Count == 0 ? "Divide the weight decay by 10 and take dropout to 0.2 or less, and train again." : $"Lower {string.Join(", ", steps)}, and train again.");
    }
}
