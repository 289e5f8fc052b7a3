using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Drop or impute what is not finite, before training.</summary>
internal sealed class CleanInputs : IRemedy
{
    public string Remedy => "clean-inputs";

    public RemedyPlan? Propose(in RunView view)
    {
        // Missing values that are filled in do harm without a loss that is not finite.
        if (view.NonFinite.Count == 0) return Order.ForPeople(Remedy, "Leave out the samples and the features of which much is missing, and train again: look how their values came to be missing.");
        var batch = view.Facts.BatchSize is { } size
            ? $" among the {Say.Count(size * (view.NonFinite.FirstStep + 1))} samples fed by step {Say.Count(view.NonFinite.FirstStep)}"
            : $" in what was fed at step {Say.Count(view.NonFinite.FirstStep)}";
        return Order.ForPeople(
            Remedy,
            $"Look for NaN and infinite features or labels{batch}; drop those samples or impute the values, and start again, since the weights are spoilt.");
    }
}
