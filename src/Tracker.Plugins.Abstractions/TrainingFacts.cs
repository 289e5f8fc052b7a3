namespace Tracker.Plugins.Abstractions;

/// <summary>What a judgement needs to know of a training. What is not set says nothing, and what depends on it is not judged.</summary>
public sealed record TrainingFacts
{
    /// <summary>The kind of training. An unknown kind gets no verdict on learning.</summary>
    public TrainingKind Kind { get; init; }

    /// <summary>Classes to tell apart; null is unknown.</summary>
    public int? NumClasses { get; init; }

    /// <summary>Training samples of each class, class after class; empty is unknown.</summary>
    public IReadOnlyList<long> ClassCounts { get; init; } = [];

    /// <summary>Training samples; null is unknown.</summary>
    public long? DatasetSize { get; init; }

    /// <summary>Validation samples; null is unknown.</summary>
    public long? ValidationSize { get; init; }

    /// <summary>Samples of one forward pass; null is unknown.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Forward passes of one optimizer step; null is unknown.</summary>
    public int? AccumulationSteps { get; init; }

    /// <summary>Steps that the training means to take, counted as its metrics are; null is unknown.</summary>
    public long? PlannedSteps { get; init; }

    /// <summary>What one step of the metrics counts.</summary>
    public StepUnit StepUnit { get; init; }

    /// <summary>As <c>adam</c>; null is unknown.</summary>
    public string? Optimizer { get; init; }

    /// <summary>True from new weights, false from trained ones; null is unknown.</summary>
    public bool? FromScratch { get; init; }

    /// <summary>Trainable parameters of the model; null is unknown.</summary>
    public long? ParameterCount { get; init; }

    /// <summary>The one loss that learning is judged on; null takes the first train loss.</summary>
    public string? PrimaryMetric { get; init; }

    /// <summary>True where higher is better, by metric name.</summary>
    public IReadOnlyDictionary<string, bool> HigherIsBetter { get; init; } = new Dictionary<string, bool>();

    /// <summary>As people know them; the learning rate is <c>lr</c>.</summary>
    public IReadOnlyDictionary<string, string> Hyperparameters { get; init; } = new Dictionary<string, string>();

    /// <summary>What is known of the training data, by the names of <see cref="ProfileNames"/>; a number that is not finite is left out.</summary>
    public IReadOnlyDictionary<string, double> Profile { get; init; } = new Dictionary<string, double>();

    /// <summary>Free text by name.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>The kind of a training.</summary>
public enum TrainingKind
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Classification from labels.</summary>
    Supervised,

    /// <summary>Further training of trained weights.</summary>
    FineTune,

    /// <summary>Numbers from inputs.</summary>
    Regression,

    /// <summary>Targets made from the inputs, as in language models.</summary>
    SelfSupervised,

    /// <summary>Denoising.</summary>
    Diffusion,

    /// <summary>Two models against each other.</summary>
    Adversarial,

    /// <summary>Reinforcement by the gradient of a policy.</summary>
    PolicyGradient,

    /// <summary>From pairs of better and worse.</summary>
    Preference,
}

/// <summary>What one step counts.</summary>
public enum StepUnit
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Updates of the weights.</summary>
    Step,

    /// <summary>Passes over the training samples.</summary>
    Epoch,
}
