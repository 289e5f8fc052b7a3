using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>A loss that does not measure what the output means: a softmax too many, the wrong sign, a loss for another kind of target.</summary>
internal sealed class WrongLoss : ICause
{
    public string Id => "wrong-loss";

    public string Title => "The loss is not the one that the task needs";

    public ImmutableArray<string> Remedies { get; } = ["fix-loss"];

    public string Trial(in RunView view) =>
        "Compute the loss of a perfect and of a uniform prediction by hand: they must be near 0 and ln C.";
}
