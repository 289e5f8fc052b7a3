using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Steps so large that they leap over what they should descend to.</summary>
internal sealed class LearningRateTooHigh : ICauseRule
{
    public string Cause => "learning-rate-too-high";

    public string Title => "The learning rate is too high";

    public bool Applies(in Symptoms symptoms) => symptoms.Diverged || symptoms.Oscillation || symptoms.Stuck || symptoms.NonFinite;

    public void Weigh(Evidence evidence, in RunView view, in Symptoms symptoms)
    {
        var rate = Rate.Of(view);
        WeighRate(evidence, rate);
        if (symptoms.NonFinite) WeighNonFinite(evidence, view, rate);
        else WeighLoss(evidence, view, symptoms);
        if (symptoms.Oscillation) evidence.For(1.8, $"{view.PrimaryName} or {view.ValidationName} swings up and down without settling");
        if (view.Gradient.Count >= 10 && view.Gradient.Max > 100 * view.Gradient.Typical)
        {
            evidence.For(
                0.7,
                $"the gradient norm reached {Say.Number(view.Gradient.Max)} at step {Say.Count(view.Gradient.MaxStep)}, where {Say.Number(view.Gradient.Typical)} is typical of this run");
        }
        else if (view.Gradient.Count == 0)
        {
            evidence.Settles("Send grad_norm: without gradient norms a learning rate that is too high cannot be told from a bad initialisation or bad input for sure.");
        }

        evidence.Settles("Train for 100 steps with 0.3 times the learning rate from the same start: if the loss falls, this was it.");
    }

    private static void WeighRate(Evidence evidence, in Rate rate)
    {
        if (!rate.IsKnown) evidence.Settles("Send the learning rate (a metric lr, or the hyperparameter lr): it was not told.");
        else if (rate.Above > 0) evidence.For(Math.Min(3.5, 1.2 + (1.2 * rate.Above)), rate.Words);
        else if (rate.Below > 0) evidence.Against(3, rate.Words);
        else evidence.Against(0.4, rate.Words);
    }

    private static void WeighNonFinite(Evidence evidence, in RunView view, in Rate rate)
    {
        evidence.For(1, Explosion.FirstNonFinite(view));
        var explosion = Explosion.BeforeNonFinite(view);
        if (explosion.Happened) evidence.For(2.6, explosion.Sentence);
        else if (explosion.IsRuledOut) evidence.Against(2.2, explosion.Sentence);
        else if (rate.Above > 0) evidence.For(1, $"that was after {Say.Count(view.NonFinite.SamplesBefore, "finite loss")}, with room for an explosion that was not logged");
    }

    private static void WeighLoss(Evidence evidence, in RunView view, in Symptoms symptoms)
    {
        var explosion = Explosion.OfLoss(view);
        if (symptoms.Stuck) evidence.For(0.8, $"{view.PrimaryName} is {Say.Number(view.Loss.Fast)}, where it started at {Say.Number(view.Loss.Start)}");
        if (symptoms.Diverged)
        {
            evidence.For(
                2.4,
                explosion.Happened ? explosion.Sentence : $"{view.PrimaryName} is {Say.Number(view.Loss.Fast)}, above the {Say.Number(view.Loss.Start)} that it started from");
        }
        else if (explosion.Happened)
        {
            evidence.For(2.2, explosion.Sentence);
        }
        else if (symptoms.Stuck && explosion.IsRuledOut)
        {
            evidence.Against(0.5, $"{view.PrimaryName} never rose above {Say.Number(view.Loss.Highest)}, from {Say.Number(view.Loss.Start)}");
        }
    }
}
