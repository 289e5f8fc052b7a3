using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Labels in another order than the inputs: there is nothing to learn but the samples themselves.</summary>
internal sealed class ShuffledLabels : ICause
{
    public string Id => "shuffled-labels";

    public string Title => "Inputs and labels do not belong together";

    public ImmutableArray<string> Remedies { get; } = ["check-label-order", "clean-labels"];

    public string Trial(in RunView view) =>
        "Look at 20 pairs of input and label as the training loop sees them.";
}
