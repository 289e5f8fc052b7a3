using System.Collections.Immutable;

namespace Tracker.Core.Runs;

/// <summary>What is told of a run and a judgement needs. Nothing told is null, unknown or empty.</summary>
public sealed record RunFacts
{
    // Before None, which is made of them: static members are initialised in the order in which they stand.
    private static ImmutableSortedDictionary<string, string> EmptyTexts { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, MetricDirection> EmptyDirections { get; } =
        ImmutableSortedDictionary.Create<string, MetricDirection>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, double> EmptyNumbers { get; } =
        ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <summary>Nothing is known.</summary>
    public static RunFacts None { get; } = new();

    /// <summary>Name for people, up to 256 bytes of UTF-8.</summary>
    public string? Name { get; init; }

    /// <summary>Groups runs.</summary>
    public string? Experiment { get; init; }

    /// <summary>Kind of training.</summary>
    public TrainingKind Kind { get; init; }

    /// <summary>What a step counts.</summary>
    public StepUnit StepUnit { get; init; }

    /// <summary>Number of classes, 2 or more.</summary>
    public int? ClassCount { get; init; }

    /// <summary>Training samples of each class; empty when not told.</summary>
    public ImmutableArray<long> SamplesPerClass { get; init; } = [];

    /// <summary>Training samples.</summary>
    public long? DatasetSize { get; init; }

    /// <summary>Validation samples.</summary>
    public long? ValidationSize { get; init; }

    /// <summary>Samples of one forward pass.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Forward passes of one optimizer step.</summary>
    public int? AccumulationSteps { get; init; }

    /// <summary>Steps the run means to take, in <see cref="StepUnit"/>.</summary>
    public long? PlannedSteps { get; init; }

    /// <summary>Name of the optimizer.</summary>
    public string? Optimizer { get; init; }

    /// <summary>Where the weights came from.</summary>
    public WeightsOrigin WeightsOrigin { get; init; }

    /// <summary>Trainable parameters of the model.</summary>
    public long? ParameterCount { get; init; }

    /// <summary>Name of the one loss that learning is judged on.</summary>
    public string? PrimaryMetric { get; init; }

    /// <summary>Declared directions by metric name.</summary>
    public ImmutableSortedDictionary<string, MetricDirection> Directions { get; init; } = EmptyDirections;

    /// <summary>Hyperparameters as text, by name.</summary>
    public ImmutableSortedDictionary<string, string> Hyperparameters { get; init; } = EmptyTexts;

    /// <summary>Free tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = EmptyTexts;

    /// <summary>What is known of the data, by the names of <see cref="ProfileNames"/>; every number is finite.</summary>
    public ImmutableSortedDictionary<string, double> Profile { get; init; } = EmptyNumbers;

    /// <summary>These facts with all that the later ones say added and replaced.</summary>
    public RunFacts With(RunFacts later) => new()
    {
        Name = later.Name ?? Name,
        Experiment = later.Experiment ?? Experiment,
        Kind = later.Kind != TrainingKind.Unknown ? later.Kind : Kind,
        StepUnit = later.StepUnit != StepUnit.Unknown ? later.StepUnit : StepUnit,
        ClassCount = later.ClassCount ?? ClassCount,
        SamplesPerClass = later.SamplesPerClass.IsDefaultOrEmpty ? SamplesPerClass : later.SamplesPerClass,
        DatasetSize = later.DatasetSize ?? DatasetSize,
        ValidationSize = later.ValidationSize ?? ValidationSize,
        BatchSize = later.BatchSize ?? BatchSize,
        AccumulationSteps = later.AccumulationSteps ?? AccumulationSteps,
        PlannedSteps = later.PlannedSteps ?? PlannedSteps,
        Optimizer = later.Optimizer ?? Optimizer,
        WeightsOrigin = later.WeightsOrigin != WeightsOrigin.Unknown ? later.WeightsOrigin : WeightsOrigin,
        ParameterCount = later.ParameterCount ?? ParameterCount,
        PrimaryMetric = later.PrimaryMetric ?? PrimaryMetric,
        Directions = Directions.SetItems(later.Directions),
        Hyperparameters = Hyperparameters.SetItems(later.Hyperparameters),
        Tags = Tags.SetItems(later.Tags),
        Profile = Profile.SetItems(later.Profile),
    };

    /// <inheritdoc/>
    public bool Equals(RunFacts? other) =>
        other is not null
        && Name == other.Name && Experiment == other.Experiment && Kind == other.Kind && StepUnit == other.StepUnit
        && ClassCount == other.ClassCount && SamplesPerClass.AsSpan().SequenceEqual(other.SamplesPerClass.AsSpan())
        && DatasetSize == other.DatasetSize && ValidationSize == other.ValidationSize && BatchSize == other.BatchSize
        && AccumulationSteps == other.AccumulationSteps && PlannedSteps == other.PlannedSteps && Optimizer == other.Optimizer
        && WeightsOrigin == other.WeightsOrigin && ParameterCount == other.ParameterCount && PrimaryMetric == other.PrimaryMetric
        && Same(Directions, other.Directions) && Same(Hyperparameters, other.Hyperparameters) && Same(Tags, other.Tags)
        && Same(Profile, other.Profile);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Name, Experiment, Kind, ClassCount, DatasetSize, PlannedSteps, Hyperparameters.Count, Tags.Count);

    private static bool Same<T>(ImmutableSortedDictionary<string, T> left, ImmutableSortedDictionary<string, T> right)
    {
        if (left.Count != right.Count) return false;
        foreach (var (key, value) in left)
        {
            if (!right.TryGetValue(key, out var other) || !EqualityComparer<T>.Default.Equals(value, other)) return false;
        }

        return true;
    }
}
