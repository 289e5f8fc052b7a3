using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;
using Tracker.Core.Runs;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Only the features that depend on the label.</summary>
internal sealed class SelectFeatures : IRemedy
{
    public string Remedy => "select-features";

    public RemedyPlan? Propose(in RunView view)
    {
        if (!view.TryProfile(ProfileNames.UninformativeFeatureShare, out var share) || !view.TryProfile(ProfileNames.Features, out var features))
            return Order.ForPeople(Remedy, "Keep the features that depend on the label (a one-way test or the importance in a small forest), drop the rest.");
        var kept = (long)Math.Max(1, Math.Round((1 - share) * features));
        return Order.ForPeople(Remedy, $"Keep the {Say.Count(kept)} of {Say.Count((long)features)} features that depend on the label, drop the rest.");
    }
}
