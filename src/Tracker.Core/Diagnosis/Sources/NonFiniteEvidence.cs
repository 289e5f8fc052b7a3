using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>What came before the first value that was not finite, and in what precision.</summary>
internal static class NonFiniteEvidence
{
    public static void Add(EvidenceList evidence, in RunView view)
    {
        ref readonly var seen = ref view.NonFinite;
        if (seen.Count == 0) return;
        var explosion = Explosion.BeforeNonFinite(view);
        if (explosion.Happened) evidence.Add("exploded-before", explosion.Sentence);
        else if (explosion.IsRuledOut) evidence.Add(explosion.GradientSeen ? "calm-before-with-gradients" : "calm-before", explosion.Sentence);
        else evidence.Add(Explosion.HasRoom(view) ? "unseen-before" : "nothing-before", explosion.Sentence);

        var first = Explosion.FirstNonFinite(view);
        if (double.IsNaN(seen.FirstValue)) evidence.Add("nan-at-once", $"{first}, and not infinite before");
        else evidence.Add(explosion.Happened ? "infinite-after-explosion" : "infinite-first", $"{first}, as sums that grow too large are, not NaN");
        if (seen.FirstSeries == view.Roles.Gradient) evidence.Add("gradient-not-finite-first", $"the gradient was not finite first, while {view.PrimaryName} was {Say.Number(seen.LossBefore)}");
        if (seen.SamplesBefore == 0 && view.Validation.Count > 0 && seen.FirstStep <= view.Validation.FirstStep + 1 && !view.Told.StepIsEpoch)
        {
            evidence.Add(
                "model-was-finite",
                $"{view.ValidationName} was {Say.Number(view.Validation.First)} at step {Say.Count(view.Validation.FirstStep)}: the model itself gives finite values");
        }

        if (Explosion.HasRoom(view)) evidence.Lack("every step", "Log every step: between samples so far apart an explosion fits unseen.", "exploded-before", "calm-before");
        AddPrecision(evidence, view);
    }

    private static void AddPrecision(EvidenceList evidence, in RunView view)
    {
        if (!Hyperparameters.TryText(view, out var told, "precision", "dtype", "amp", "mixedprecision", "half"))
        {
            evidence.Lack("the precision", "Tell the precision (hyperparameter precision): half precision ends at 65,504.", "half-precision", "full-precision");
            return;
        }

        var text = told.ToLowerInvariant();
        if (text.Contains("bf16", StringComparison.Ordinal) || text.Contains("bfloat", StringComparison.Ordinal))
            evidence.Add("coarse-precision", $"it trains in bfloat16 ({told}), whose sums are coarse");
        else if (text.Contains("16", StringComparison.Ordinal) || text is "half" or "true" or "o1" or "o2")
            evidence.Add("half-precision", $"it trains in half precision ({told}), which ends at 65,504");
        else if (text.Contains("32", StringComparison.Ordinal) || text.Contains("64", StringComparison.Ordinal))
            evidence.Add("full-precision", $"it trains in full precision ({told})");
    }
}
