using Tracker.Core.Detection;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Inputs and labels read in one order.</summary>
internal sealed class CheckLabelOrder : IRemedy
{
    public string Remedy => "check-label-order";

    public RemedyPlan? Propose(in RunView view) => Order.ForPeople(
        Remedy, "Check that inputs and labels are read, shuffled and filtered together: print 20 pairs as the training loop sees them, and look where they part.");
}
