using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>A gradient of so few samples that its noise is larger than itself.</summary>
internal sealed class BatchSizeTooSmall : ICause
{
    public string Id => "batch-size-too-small";

    public string Title => "The batches are too small";

    public ImmutableArray<string> Remedies { get; } = ["raise-batch-size", "accumulate-gradients", "lower-learning-rate"];

    public string Trial(in RunView view) =>
        "Accumulate gradients over 4 batches for 200 steps: if the loss falls more smoothly and lower, this was it.";
}
