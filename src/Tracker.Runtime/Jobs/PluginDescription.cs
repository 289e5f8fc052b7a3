using System.Collections.Immutable;
using System.Globalization;

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
public sealed record PluginHyperparameter(string Name, string Default, string Description)
{
    /// <summary>What it may be, in words that end the sentence "it must be ..."; empty where the plugin does not say.</summary>
    public string Allowed { get; init; } = "";

    /// <summary>real, whole, choice; anything else is not checked here.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The least number that is allowed; null for none.</summary>
    public double? Min { get; init; }

    /// <summary>The greatest number that is allowed; null for none.</summary>
    public double? Max { get; init; }

    /// <summary>The words that are allowed.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>The job host judges each value when the job starts; what is surely wrong is told before it is queued.</summary>
    internal bool Allows(string value) => Kind switch
    {
        "real" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && IsWithin(number),
        "whole" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && IsWithin(number),
        "choice" => Choices.IsDefaultOrEmpty || Choices.Contains(value, StringComparer.Ordinal),
        _ => true,
    };

    private bool IsWithin(double number) => !(number < Min) && !(number > Max);
}
