using System.Collections.Immutable;

namespace Tracker.Replay.Readers;

/// <summary>What is true of a run that was made to be sick, or healthy, on purpose.</summary>
public sealed record RunTruth
{
    /// <summary>What was trained: digits, tabular, characters.</summary>
    public string Task { get; init; } = "";

    /// <summary>Id of the injected cause, or healthy.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Of a healthy run what is special in it, as twin, warm-up or cosine; else empty.</summary>
    public string Variant { get; init; } = "";

    /// <summary>1 to 3; 0 of a healthy run.</summary>
    public int Severity { get; init; }

    /// <summary>Seed of the run.</summary>
    public long Seed { get; init; }

    /// <summary>The step from which on it is sick.</summary>
    public long Onset { get; init; }

    /// <summary>Ids of the remedies that are right.</summary>
    public ImmutableArray<string> Remedies { get; init; } = [];

    /// <summary>Nothing is wrong with the run.</summary>
    public bool IsHealthy => string.Equals(Problem, "healthy", StringComparison.Ordinal);
}
