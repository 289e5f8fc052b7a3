using Tracker.Plugins.Torch.Signals;

namespace Tracker.Plugins.Torch;

/// <summary>How long and in what pieces a classifier is trained.</summary>
public sealed record ClassificationOptions
{
    /// <summary>Passes over the training samples, from 1. No default.</summary>
    public required long Epochs { get; init; }

    /// <summary>Samples of a step, from 1; the last step of an epoch takes what is left. No default.</summary>
    public required long BatchSize { get; init; }

    /// <summary>Seed of the order of samples. No default.</summary>
    public required long Seed { get; init; }

    /// <summary>Validation samples that go through the model at a time, from 1. Default 4,096.</summary>
    public int EvaluationBatchSize { get; init; } = 4_096;

    /// <summary>
    /// Looks inside the training as well, for a small share of its time; the gradient norm is logged at every step anyway. Null (default): no.
    /// </summary>
    public RichSignalsOptions? Signals { get; init; }

    /// <summary>Steps that a training set of this size takes in all.</summary>
    public long PlannedSteps(long trainSize) => Epochs * ((trainSize + BatchSize - 1) / BatchSize);
}
