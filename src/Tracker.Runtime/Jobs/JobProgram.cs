using System.Collections.Immutable;

namespace Tracker.Runtime.Jobs;

/// <summary>A program that the plugin Command executes, without a shell. It is written to spec.json alone, as its environment may hold secrets.</summary>
public sealed record JobProgram
{
    /// <summary>Name of the plugin that executes programs.</summary>
    public const string Plugin = "Command";

    /// <summary>The program and its arguments.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Full path; where a snapshot is asked for, a folder within that.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Set beside the base environment.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Full path of a Python virtual environment; empty for none.</summary>
    public string Venv { get; init; } = "";

    /// <summary>Full path of the prefix of a conda environment; empty for none.</summary>
    public string Conda { get; init; } = "";

    /// <summary>Name of an uploaded snapshot of code to run in; empty for none.</summary>
    public string Snapshot { get; init; } = "";
}
