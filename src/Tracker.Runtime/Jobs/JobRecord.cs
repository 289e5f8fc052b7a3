using System.Collections.Immutable;

namespace Tracker.Runtime.Jobs;

/// <summary>
/// How a job came about, as submitted: written once to record.json. The job host adds started.json when it starts. Neither holds the
/// value of a variable, nor what is named as a secret.
/// </summary>
public sealed record JobRecord
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Groups runs.</summary>
    public string Experiment { get; init; } = "";

    /// <summary>Name of the plugin.</summary>
    public required string Plugin { get; init; }

    /// <summary>auto, cpu or cuda:N.</summary>
    public string Device { get; init; } = "";

    /// <summary>Microseconds since the Unix epoch.</summary>
    public long SubmittedAt { get; init; }

    /// <summary>Seed of all that is random.</summary>
    public long Seed { get; init; }

    /// <summary>What was set, or what the arguments say.</summary>
    public ImmutableSortedDictionary<string, string> Hyperparameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The program and its arguments; empty for other plugins.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Full path.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Names of the variables that were set.</summary>
    public ImmutableArray<string> EnvironmentNames { get; init; } = [];

    /// <summary>Full path; empty for none.</summary>
    public string Venv { get; init; } = "";

    /// <summary>Full path; empty for none.</summary>
    public string Conda { get; init; } = "";

    /// <summary>It ran in a copy of the code as it stood at submit.</summary>
    public bool HasSnapshot { get; init; }

    /// <summary>Null where it was not known.</summary>
    public JobSource? Source { get; init; }

    internal static JobRecord Of(JobSpec spec, long submittedAt) => new()
    {
        Run = spec.Run,
        Name = spec.Name,
        Experiment = spec.Experiment,
        Plugin = spec.Plugin,
        Device = spec.Device,
        SubmittedAt = submittedAt,
        Seed = spec.Seed,
        Hyperparameters = spec.Program is { } program ? ProgramWords.Hyperparameters(program) : spec.Hyperparameters,
        Arguments = spec.Program is { } named ? ProgramWords.WithoutSecrets(named.Arguments) : [],
        WorkingDirectory = spec.Program?.WorkingDirectory ?? "",
        EnvironmentNames = [.. spec.Program?.Environment.Keys ?? []],
        Venv = spec.Program?.Venv ?? "",
        Conda = spec.Program?.Conda ?? "",
        HasSnapshot = spec.Program is { Snapshot.Length: > 0 },
        Source = spec.Source,
    };
}
