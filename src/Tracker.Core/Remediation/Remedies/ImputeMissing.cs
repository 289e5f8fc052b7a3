using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;
using Tracker.Core.Runs;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Missing values replaced by the median of their feature.</summary>
internal sealed class ImputeMissing : IRemedy
{
    public string Remedy => "impute-missing";

    public RemedyPlan? Propose(in RunView view)
    {
        var many = view.TryProfile(ProfileNames.MissingShare, out var share) ? $"the {Say.Number(100 * share)} % of the cells without a value" : "missing values";
        return Order.ForPeople(Remedy, $"Replace {many} by the median of their feature in the training data, and add a feature that says that it was missing.");
    }
}
