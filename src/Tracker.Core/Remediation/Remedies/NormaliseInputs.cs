using Tracker.Core.Detection;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Features of one size.</summary>
internal sealed class NormaliseInputs : IRemedy
{
    public string Remedy => "normalise-inputs";

    public RemedyPlan? Propose(in RunView view) => Order.ForPeople(
        Remedy, "Scale each feature by its median and its spread between quartiles in the training data, so that most values lie within -3 and 3.");
}
