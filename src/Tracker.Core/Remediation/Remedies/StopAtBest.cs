using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Early stopping after the fact: back to the weights of the best evaluation.</summary>
internal sealed class StopAtBest : IRemedy
{
    public string Remedy => "early-stop-restore-best";

    public RemedyPlan? Propose(in RunView view) => view.Validation.Count == 0
        ? null
        : Order.ForPeople(
            Remedy,
            $"Stop and go back to the weights of step {Say.Count(view.Validation.BestStep)}, where {view.ValidationName} was best at {Say.Number(view.Validation.Best)}.");
}
