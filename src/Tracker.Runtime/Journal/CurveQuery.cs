using System.Collections.Immutable;

namespace Tracker.Runtime.Journal;

/// <summary>Which curves of a run to draw, and how finely.</summary>
public sealed record CurveQuery
{
    /// <summary>Metric names.</summary>
    public required ImmutableArray<string> Metrics { get; init; }

    /// <summary>At most so many points a curve. Default 1,000; 2 to 10,000.</summary>
    public int Points { get; init; } = 1_000;

    /// <summary>Only samples at this step and above; null from the start.</summary>
    public long? FromStep { get; init; }

    /// <summary>Only samples at this step and below; null to the end.</summary>
    public long? ToStep { get; init; }

    /// <summary>The rank; null is the lowest that has the metric.</summary>
    public int? Rank { get; init; }
}
