using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Numbers that grew beyond what their precision holds: a sum, an exponential, a gradient in half precision.</summary>
internal sealed class Overflow : ICauseRule
{
    private static readonly string[] PrecisionNames = ["precision", "dtype", "amp", "mixed_precision", "mixed-precision", "half"];

    public string Cause => "overflow";

    public string Title => "Numbers grew beyond what their precision holds";

    public bool Applies(in Symptoms symptoms) => symptoms.NonFinite;

    public void Weigh(Evidence evidence, in RunView view, in Symptoms symptoms)
    {
        ref readonly var seen = ref view.NonFinite;
        var explosion = Explosion.BeforeNonFinite(view);
        evidence.For(1, Explosion.FirstNonFinite(view));
        if (explosion.Happened) evidence.For(0.5, explosion.Sentence);
        else if (explosion.IsRuledOut) evidence.Against(explosion.GradientSeen ? 1.5 : 1, explosion.Sentence);

        // An explosion ends in infinity by itself; without one it takes a logarithm of 0, a division or an exponential.
        if (double.IsNaN(seen.FirstValue)) evidence.Against(0.3, "it was NaN at once, without an infinite value before it");
        else evidence.For(explosion.Happened ? 1.2 : 2.2, "it was infinite first, as sums that grow too large are, not NaN");
        if (seen.FirstSeries == view.Roles.Gradient)
            evidence.For(0.8, $"the gradient was not finite first, while {view.PrimaryName} was {Say.Number(seen.LossBefore)}");
        WeighPrecision(evidence, view);
        evidence.Settles("Train the same steps in 32 bits: if all stays finite, this was it.");
    }

    private static void WeighPrecision(Evidence evidence, in RunView view)
    {
        foreach (var name in PrecisionNames)
        {
            if (!view.Facts.Hyperparameters.TryGetValue(name, out var told)) continue;
            var text = told.ToLowerInvariant();
            if (text.Contains("bf16", StringComparison.Ordinal) || text.Contains("bfloat", StringComparison.Ordinal))
                evidence.For(0.3, $"it trains in bfloat16 ({name} = {told}), whose sums are coarse");
            else if (text.Contains("16", StringComparison.Ordinal) || text is "half" or "true" or "o1" or "o2")
                evidence.For(2, $"it trains in half precision ({name} = {told}), which ends at 65,504");
            else if (text.Contains("32", StringComparison.Ordinal) || text.Contains("64", StringComparison.Ordinal))
                evidence.Against(0.5, $"it trains in full precision ({name} = {told})");
            else
                continue;
            return;
        }

        evidence.Settles("Tell the precision (hyperparameter precision): half precision ends at 65,504.");
    }
}
