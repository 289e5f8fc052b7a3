using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>A rate that rises over the first steps.</summary>
internal sealed class WarmUp : IRemedy
{
    public string Remedy => "warm-up";

    public RemedyPlan? Propose(in RunView view)
    {
        var steps = view.Told.PlanKnown && !view.Told.StepIsEpoch ? $"the first {Say.Count((long)Math.Max(10, 0.05 * view.Told.PlannedSteps))} steps" : "the first 5 % of the steps";
        return Order.ForPeople(Remedy, $"Let the learning rate rise from 0 over {steps}.");
    }
}
