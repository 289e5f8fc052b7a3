using Tracker.Core.Detection;
using Tracker.Core.Runs;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>What the profile of the data says before anything is trained.</summary>
internal static class ProfileEvidence
{
    public static void Add(EvidenceList evidence, in RunView view)
    {
        if (view.Facts.Profile.IsEmpty)
        {
            evidence.Lack(
                "a profile of the data", "Send a profile of the data (tracker profile FILE.csv makes one).",
                "many-missing", "some-missing", "many-outliers", "some-outliers", "most-uninformative", "labels-conflict", "neighbours-disagree", "neighbours-at-chance");
            return;
        }

        AddInputs(evidence, view);
        AddLabels(evidence, view);
        if (view.TryProfile(ProfileNames.OverlapShare, out var overlap) && overlap > 0.05)
            evidence.Add("validation-overlaps", $"{Percent(overlap)} of the validation samples are in the training data too: validation looks better than it is");
        if (view.TryProfile(ProfileNames.DuplicateShare, out var duplicates) && duplicates > 0.3)
            evidence.Add("many-duplicates", $"{Percent(duplicates)} of the training samples are copies of others");
    }

    private static void AddInputs(EvidenceList evidence, in RunView view)
    {
        if (view.TryProfile(ProfileNames.MissingShare, out var missing))
        {
            var words = $"{Percent(missing)} of the input cells have no value";
            if (missing > 0.1) evidence.Add("many-missing", words);
            else if (missing > 0.01) evidence.Add("some-missing", words);
            else evidence.Add("none-missing", words);
        }

        if (view.TryProfile(ProfileNames.OutlierSampleShare, out var outliers) && view.TryProfile(ProfileNames.OutlierShare, out var cells))
        {
            var words = $"{Percent(outliers)} of the samples have a value beyond 8 robust standard deviations of its feature ({Percent(cells)} of all cells)";
            if (outliers > 0.05) evidence.Add("many-outliers", words);
            else if (outliers > 0.005) evidence.Add("some-outliers", words);
            else evidence.Add("no-outliers", words);
        }

        if (view.TryProfile(ProfileNames.OutOfRangeShare, out var beyond) && beyond > 0.001)
            evidence.Add("inputs-out-of-range", $"{Percent(beyond)} of the input cells are beyond -10 and 10");
        if (Enough(view) && view.TryProfile(ProfileNames.UninformativeFeatureShare, out var uninformative))
        {
            var words = $"{Percent(uninformative)} of the features do not depend on the label";
            if (uninformative > 0.9) evidence.Add("nearly-all-uninformative", words);
            else if (uninformative > 0.5) evidence.Add("most-uninformative", words);
            else evidence.Add("most-informative", words);
        }
    }

    private static void AddLabels(EvidenceList evidence, in RunView view)
    {
        if (view.TryProfile(ProfileNames.ConflictingLabelShare, out var conflicting) && conflicting > 0.005)
            evidence.Add("labels-conflict", $"{Percent(conflicting)} of the samples have an input that appears with two labels");
        if (!Enough(view) || !view.TryProfile(ProfileNames.NeighbourDisagreement, out var disagreement)) return;
        var chance = view.Told.ClassesKnown ? 1 - view.Told.MajorityShare : 0.9;
        var words = $"{Percent(disagreement)} of the samples have another label than their nearest neighbour";
        if (disagreement > 0.85 * chance) evidence.Add("neighbours-at-chance", $"{words}, as if labels were drawn by lot");
        else if (disagreement > 0.6 * chance) evidence.Add("neighbours-disagree", words);
        else if (disagreement < 0.2 * chance) evidence.Add("neighbours-agree", words);
    }

    /// <summary>Of few samples a test finds nothing that depends on the label, whatever there is.</summary>
    private static bool Enough(in RunView view)
    {
        var size = DataSize.Of(view);
        return size.Samples >= 200 && (size.Classes < 2 || size.Samples >= 20L * size.Classes);
    }

    private static string Percent(double share) => $"{Say.Number(100 * share)} %";
}
