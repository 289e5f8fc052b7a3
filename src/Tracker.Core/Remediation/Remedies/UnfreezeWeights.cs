using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;
using Tracker.Core.Metrics;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>All layers that should learn, in the optimizer and with a gradient.</summary>
internal sealed class UnfreezeWeights : IRemedy
{
    public string Remedy => "unfreeze-weights";

    public RemedyPlan? Propose(in RunView view)
    {
        ref readonly var frozen = ref view.Signal(Signal.FrozenFraction);
        var many = frozen.Count > 0 && frozen.Min > 0 ? $" ({Say.Number(100 * frozen.Min)} % of the parameters do not move)" : "";
        return Order.ForPeople(Remedy, $"Set requires_grad on the layers that should learn and give them to the optimizer{many}.");
    }
}
