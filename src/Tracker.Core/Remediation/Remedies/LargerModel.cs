using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>More units or layers.</summary>
internal sealed class LargerModel : IRemedy
{
    public string Remedy => "larger-model";

    public RemedyPlan? Propose(in RunView view) => Order.ForPeople(
        Remedy,
        view.Facts.ParameterCount is { } parameters
            ? $"Take a model of about {Say.Count(Math.Max(2_000, 8 * parameters))} parameters instead of {Say.Count(parameters)}: wider hidden layers first, one layer more next."
            : "Take a larger model: hidden layers four times as wide first, one layer more next.");
}
