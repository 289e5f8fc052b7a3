using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>Fewer units or layers.</summary>
internal sealed class SmallerModel : IRemedy
{
    public string Remedy => "smaller-model";

    public RemedyPlan? Propose(in RunView view) => Order.ForPeople(
        Remedy,
        view.Facts.ParameterCount is { } parameters
            ? $"Take a model of about {Say.Count(Math.Max(1_000, parameters / 10))} parameters instead of {Say.Count(parameters)}: halve the width of the hidden layers until validation gets worse."
            : "Take a smaller model: halve the width of the hidden layers until validation gets worse.");
}
