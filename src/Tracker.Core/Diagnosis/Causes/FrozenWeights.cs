using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Weights that take no gradient or are not in the optimizer: the rest learns what it can.</summary>
internal sealed class FrozenWeights : ICause
{
    public string Id => "frozen-weights";

    public string Title => "Layers that should learn are frozen";

    public ImmutableArray<string> Remedies { get; } = ["unfreeze-weights"];

    public string Trial(in RunView view) =>
        "List the parameters that require a gradient and are in the optimizer; each that is missing is frozen.";
}
