namespace Tracker.Plugins.Abstractions;

/// <summary>A program that a job shall execute, for plugins that do so.</summary>
/// <param name="Arguments">The program and its arguments, at least one.</param>
/// <param name="WorkingDirectory">Full path.</param>
/// <param name="Environment">Variables beside those of this process. Values may be secrets: print and log none.</param>
/// <param name="Venv">Full path of a Python virtual environment; empty for none.</param>
/// <param name="Conda">Full path of the prefix of a conda environment; empty for none.</param>
public sealed record JobProgram(
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    string Venv,
    string Conda);
