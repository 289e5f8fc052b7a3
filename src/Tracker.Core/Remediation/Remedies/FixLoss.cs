using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>The loss that fits output and target.</summary>
internal sealed class FixLoss : IRemedy
{
    public string Remedy => "fix-loss";

    public RemedyPlan? Propose(in RunView view) => Order.ForPeople(
        Remedy,
        view.Told.ClassesKnown
            ? $"Use cross-entropy on raw outputs (no softmax before it) with class numbers as targets: an untrained model must then give about {Say.Number(view.Told.ChanceLoss)} (chance), a perfect one 0."
            : "Check the loss against outputs and targets by hand on one batch: sign, reduction, softmax, shape.");
}
