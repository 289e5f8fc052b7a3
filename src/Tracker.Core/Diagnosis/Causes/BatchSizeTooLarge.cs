using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>So few updates for the samples seen that the training is over before it got anywhere.</summary>
internal sealed class BatchSizeTooLarge : ICause
{
    public string Id => "batch-size-too-large";

    public string Title => "The batches are too large";

    public ImmutableArray<string> Remedies { get; } = ["lower-batch-size", "raise-learning-rate"];

    public string Trial(in RunView view) =>
        "Train with a quarter of the batch size for the same epochs: if the loss ends lower, this was it.";
}
