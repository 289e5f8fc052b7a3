using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;
using Tracker.Core.Runs;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Extreme values clipped or their samples dropped.</summary>
internal sealed class RemoveOutliers : IRemedy
{
    public string Remedy => "remove-outliers";

    public RemedyPlan? Propose(in RunView view)
    {
        var many = view.TryProfile(ProfileNames.OutlierSampleShare, out var share) ? $" ({Say.Number(100 * share)} % of the samples have one)" : "";
        return Order.ForPeople(Remedy, $"Drop or clip values beyond 5 robust standard deviations of their feature{many}; look first whether they are errors of measurement.");
    }
}
