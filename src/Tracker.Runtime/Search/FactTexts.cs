using System.Globalization;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Search;

/// <summary>Facts as names and texts, as people write them in a filter. A fact stands before a hyperparameter of its name.</summary>
public static class FactTexts
{
    private const string ProfilePrefix = "profile.";

    /// <summary>The facts that are not hyperparameters, but for those of the data's profile.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "accumulation_steps", "batch_size", "classes", "dataset_size", "kind", "optimizer", "parameter_count", "planned_steps",
        "primary_metric", "validation_size", "weights",
    ];

    /// <summary>Every fact and hyperparameter that was told, each name once.</summary>
    public static IEnumerable<(string Name, string Text)> Of(RunFacts facts)
    {
        foreach (var name in Known)
        {
            if (Text(facts, name) is { } text) yield return (name, text);
        }

        foreach (var (name, value) in facts.Profile) yield return (ProfilePrefix + name, value.ToString("R", CultureInfo.InvariantCulture));

        foreach (var (name, text) in facts.Hyperparameters)
        {
            if (!IsTold(facts, name)) yield return (name, text);
        }
    }

    private static bool IsTold(RunFacts facts, string name) => name.StartsWith(ProfilePrefix, StringComparison.Ordinal)
        ? facts.Profile.ContainsKey(name[ProfilePrefix.Length..])
        : Known.Contains(name) && Text(facts, name) is not null;

    private static string? Text(RunFacts facts, string name) => name switch
    {
        "accumulation_steps" => Number(facts.AccumulationSteps),
        "batch_size" => Number(facts.BatchSize),
        "classes" => Number(facts.ClassCount),
        "dataset_size" => Number(facts.DatasetSize),
        "kind" => facts.Kind == TrainingKind.Unknown ? null : Word(facts.Kind.ToString()),
        "optimizer" => facts.Optimizer,
        "parameter_count" => Number(facts.ParameterCount),
        "planned_steps" => Number(facts.PlannedSteps),
        "primary_metric" => facts.PrimaryMetric,
        "validation_size" => Number(facts.ValidationSize),
        _ => facts.WeightsOrigin == WeightsOrigin.Unknown ? null : Word(facts.WeightsOrigin.ToString()),
    };

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>FineTune is fine-tune.</summary>
    private static string Word(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
