using Tracker.Core.Detection;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Fresh weights of a size that fits the layers.</summary>
internal sealed class Reinitialise : IRemedy
{
    public string Remedy => "reinitialise";

    public RemedyPlan? Propose(in RunView view) => Order.ForPeople(
        Remedy, "Start again from weights of He initialisation (ReLU) or Glorot (tanh, sigmoid), biases 0: they keep signals and gradients of one size through the layers.");
}
