namespace Tracker.Runtime.Search;

/// <summary>Which of a metric's values is meant.</summary>
public enum MetricAspect : byte
{
    /// <summary>The best by its direction.</summary>
    Best,

    /// <summary>The last.</summary>
    Last,

    /// <summary>The step of the best.</summary>
    BestStep,
}

/// <summary>Something of a run that a filter compares or a list is sorted by.</summary>
public abstract record RunField
{
    private RunField()
    {
    }

    /// <summary>What every run has by itself.</summary>
    public sealed record Column(RunColumn Of) : RunField
    {
        /// <inheritdoc/>
        public override string ToString() => Of.ToString().ToLowerInvariant();
    }

    /// <summary>A fact, hyperparameter or tag: a text that may be a number.</summary>
    public sealed record Told(NameKind Kind, string Name) : RunField
    {
        /// <inheritdoc/>
        public override string ToString() => Kind == NameKind.Tag ? $"tag.{Name}" : Name;
    }

    /// <summary>A value of a metric.</summary>
    public sealed record Metric(string Name, MetricAspect Aspect) : RunField
    {
        /// <inheritdoc/>
        public override string ToString() => $"metric(\"{Name}\").{Word(Aspect)}";
    }

    /// <summary>The word for an aspect in a filter.</summary>
    public static string Word(MetricAspect aspect) => aspect switch
    {
        MetricAspect.Best => "best",
        MetricAspect.Last => "last",
        _ => "best_step",
    };
}
