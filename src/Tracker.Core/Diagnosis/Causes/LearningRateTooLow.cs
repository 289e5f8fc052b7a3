using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Steps so small that the planned run is over before anything is learned.</summary>
internal sealed class LearningRateTooLow : ICauseRule
{
    public string Cause => "learning-rate-too-low";

    public string Title => "The learning rate is too low";

    public bool Applies(in Symptoms symptoms) => symptoms.Slow || symptoms.Stuck;

    public void Weigh(Evidence evidence, in RunView view, in Symptoms symptoms)
    {
        var rate = Rate.Of(view);
        if (!rate.IsKnown) evidence.Settles("Send the learning rate (a metric lr, or the hyperparameter lr): it was not told.");
        else if (rate.Below > 0) evidence.For(Math.Min(3.5, 1.5 + (1.2 * rate.Below)), rate.Words);
        else if (rate.Above > 0) evidence.Against(3, rate.Words);
        else evidence.Against(rate.Value > rate.Range.Middle ? 1.2 : 0.8, rate.Words);

        WeighLoss(evidence, view, symptoms);
        if (view.Gradient.Count >= 10 && view.Gradient.Typical < 1e-6)
            evidence.Against(1.5, $"the gradient norm is about {Say.Number(view.Gradient.Typical)}: there is nothing to follow at any rate");
        evidence.Settles("Train for 100 steps with 10 times the learning rate from the same start: if the loss falls at least twice as fast, this was it.");
    }

    private static void WeighLoss(Evidence evidence, in RunView view, in Symptoms symptoms)
    {
        ref readonly var loss = ref view.Loss;
        var steps = loss.LastStep - loss.FirstStep;
        var fell = loss.Start - loss.Fast;
        if (symptoms.Slow && fell > 0)
            evidence.For(2.2, $"{view.PrimaryName} fell steadily, but only from {Say.Number(loss.Start)} to {Say.Number(loss.Fast)} in {Say.Count(steps, "step")}{Outlook(view, fell, steps)}");
        else
            evidence.For(0.8, $"{view.PrimaryName} is {Say.Number(loss.Fast)} after {Say.Count(steps, "step")}, where it started at {Say.Number(loss.Start)}");

        var explosion = Explosion.OfLoss(view);
        if (explosion.Happened) evidence.Against(2.5, explosion.Sentence);
        else if (explosion.IsRuledOut)
            evidence.For(0.4, $"{view.PrimaryName} never rose above {Say.Number(loss.Highest)}: no step was too large");
    }

    private static string Outlook(in RunView view, double fell, long steps)
    {
        if (!view.Told.PlanKnown || steps <= 0) return "";
        var atEnd = view.Loss.Fast - (fell / steps * Math.Max(0, view.Told.PlannedSteps - view.Loss.LastStep));
        return $"; at this pace it is {Say.Number(atEnd)} at the planned end, step {Say.Count((long)view.Told.PlannedSteps)}";
    }
}
