using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>The loss is computed and nothing changes the weights: no step, no backward pass, or an optimizer of other weights.</summary>
internal sealed class NoOptimizerStep : ICause
{
    public string Id => "no-optimizer-step";

    public string Title => "The optimizer takes no step";

    public ImmutableArray<string> Remedies { get; } = ["fix-optimizer-step"];

    public string Trial(in RunView view) =>
        "Compare a weight before and after one step: if it has not moved, this is it.";
}
