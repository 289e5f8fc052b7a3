using System.Collections.Immutable;

namespace Tracker.Runtime.Jobs;

/// <summary>What a plugin says of itself.</summary>
public sealed record PluginDescription
{
    /// <summary>Its name, which is its folder's.</summary>
    public string Name { get; init; } = "";

    /// <summary>One sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>What can be set.</summary>
    public ImmutableArray<PluginHyperparameter> Hyperparameters { get; init; } = [];

    /// <summary>Its folder.</summary>
    public string Path { get; init; } = "";
}

/// <summary>What can be set about a training.</summary>
/// <param name="Name">As people write it.</param>
/// <param name="Default">As text.</param>
/// <param name="Description">One sentence.</param>
public sealed record PluginHyperparameter(string Name, string Default, string Description);
