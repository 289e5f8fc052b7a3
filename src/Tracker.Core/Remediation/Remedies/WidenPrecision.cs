using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>32 bits where 16 overflow, or a loss scaler that skips such steps.</summary>
internal sealed class WidenPrecision : IRemedy
{
    public string Remedy => "widen-precision";

    public RemedyPlan? Propose(in RunView view) => Order.ForPeople(
        Remedy,
        $"Train in 32 bits or bfloat16, or let a loss scaler skip steps that overflow, as at step {Say.Count(view.NonFinite.FirstStep)}; compute sums of exponentials from their largest term.");
}
