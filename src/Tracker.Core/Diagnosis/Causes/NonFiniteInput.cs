using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>NaN or infinite values in what the model is fed: features, labels or weights of samples.</summary>
internal sealed class NonFiniteInput : ICauseRule
{
    public string Cause => "non-finite-input";

    public string Title => "The input holds values that are not finite";

    public bool Applies(in Symptoms symptoms) => symptoms.NonFinite;

    public void Weigh(Evidence evidence, in RunView view, in Symptoms symptoms)
    {
        ref readonly var seen = ref view.NonFinite;
        var explosion = Explosion.BeforeNonFinite(view);
        if (explosion.Happened) evidence.Against(2.7, explosion.Sentence);
        else if (explosion.IsRuledOut) evidence.For(explosion.GradientSeen ? 3 : 2.2, explosion.Sentence);
        else evidence.For(Explosion.HasRoom(view) ? 1 : 1.8, explosion.Sentence);

        evidence.For(1, Explosion.FirstNonFinite(view));
        if (double.IsNaN(seen.FirstValue)) evidence.For(0.7, "it was NaN at once, without an infinite value before it");
        else evidence.Against(1.2, "it was infinite, as sums that grow too large are, not NaN");
        if (seen.FirstSeries == view.Roles.Gradient)
            evidence.Against(0.8, "the gradient was not finite before any loss was");

        if (seen.SamplesBefore == 0 && view.Validation.Count > 0 && seen.FirstStep <= view.Validation.FirstStep + 1 && !view.Told.StepIsEpoch)
            evidence.For(0.7, $"{view.ValidationName} was {Say.Number(view.Validation.First)} at step {Say.Count(view.Validation.FirstStep)}: the model itself gives finite values");

        var rate = Rate.Of(view);
        if (rate.Above > 0) evidence.Against(Math.Min(2, 0.5 + (0.7 * rate.Above)), rate.Words);
        else if (rate.IsKnown) evidence.For(0.5, rate.Words);
        if (view.Gradient.Count == 0)
            evidence.Settles("Send grad_norm: cannot tell bad input from an explosion within one step without gradient norms.");
        if (Explosion.HasRoom(view))
            evidence.Settles("Log every step: between samples so far apart an explosion fits unseen.");
        evidence.Settles("Count NaN and infinite values in the features and labels of the training data.");
    }
}
