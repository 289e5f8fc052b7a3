using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Weight decay and dropout.</summary>
internal sealed class AddRegularisation : IRemedy
{
    public string Remedy => "add-regularisation";

    public RemedyPlan? Propose(in RunView view)
    {
        var decay = Told(view, "weight_decay", "weight-decay", "weightDecay");
        var dropout = Told(view, "dropout", "drop", "dropout_rate");
        var newDecay = decay is > 0 ? 10 * decay.Value : 1e-3;
        var newDropout = Math.Min(0.5, (dropout ?? 0) + 0.2);
        return Order.ForPeople(
            Remedy,
            $"Raise weight decay {From(decay)}to {Say.Number(newDecay)} and dropout {From(dropout)}to {Say.Number(newDropout)}, and train again.");
    }

    private static string From(double? now) => now is { } value ? $"from {Say.Number(value)} " : "";

    private static double? Told(in RunView view, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (view.TryHyperparameter(name, out var value)) return value;
        }

        return null;
    }
}
