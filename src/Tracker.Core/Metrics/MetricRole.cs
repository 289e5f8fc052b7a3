namespace Tracker.Core.Metrics;

/// <summary>What a metric means to a judgement.</summary>
public enum MetricRole : byte
{
    /// <summary>Kept, not judged on learning.</summary>
    Other,

    /// <summary>A loss: less is better.</summary>
    Loss,

    /// <summary>Accuracy or another score in 0..1 whose chance level is the majority share: more is better.</summary>
    Accuracy,

    /// <summary>Another score: more is better.</summary>
    Score,

    /// <summary>The learning rate.</summary>
    LearningRate,

    /// <summary>The norm of the gradient.</summary>
    GradientNorm,

    /// <summary>The count of epochs.</summary>
    Epoch,

    /// <summary>How machine and process fare: kept and shown; no progress of the training, and never judged.</summary>
    System,

    /// <summary>One of <see cref="Metrics.Signal"/>: read by the rules that know it, never judged as a loss, never primary.</summary>
    Signal,

    /// <summary>The norm of the gradient of one layer: never that of the whole.</summary>
    LayerGradientNorm,

    /// <summary>An error rate or another measure of which less is better, that is no loss: perplexity, word error rate, RMSE.</summary>
    Error,
}

/// <summary>Which part of the data a metric was measured on.</summary>
public enum Split : byte
{
    /// <summary>None, as for a learning rate.</summary>
    None,

    /// <summary>What is trained on.</summary>
    Train,

    /// <summary>What steers the training.</summary>
    Validation,

    /// <summary>What is kept for the end.</summary>
    Test,
}
