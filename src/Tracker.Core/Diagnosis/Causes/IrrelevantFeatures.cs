using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Inputs that do not depend on the label, from which the model learns chance patterns of the training data.</summary>
internal sealed class IrrelevantFeatures : ICause
{
    public string Id => "irrelevant-features";

    public string Title => "Most features say nothing about the label";

    public ImmutableArray<string> Remedies { get; } = ["select-features", "add-regularisation", "add-data"];

    public string Trial(in RunView view) =>
        "Train on the features that depend on the label alone: if validation is better, this is it.";
}
