using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>A few inputs of extreme size, which rule the gradient of each batch that they are in.</summary>
internal sealed class Outliers : ICause
{
    public string Id => "outliers";

    public string Title => "Some inputs are far outside the rest";

    public ImmutableArray<string> Remedies { get; } = ["remove-outliers", "normalise-inputs", "robust-loss", "clip-gradients"];

    public string Trial(in RunView view) =>
        "Clip every feature to 5 robust standard deviations and train for 100 steps: if the loss is calmer, this is it.";
}
