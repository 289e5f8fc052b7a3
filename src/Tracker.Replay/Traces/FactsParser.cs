using System.Globalization;
using System.Text.RegularExpressions;
using Tracker.Core.Runs;

namespace Tracker.Replay.Traces;

/// <summary>Reads facts written as key=value.</summary>
internal static partial class FactsParser
{
    private const string Keys =
        "name, kind, unit, classes, class-counts, dataset-size, validation-size, batch-size, accumulation, planned-steps, optimizer, weights, parameters, primary, higher-is-better, lower-is-better, experiment, tag.NAME, lr, profile.NAME for a number of the data's profile, or set.NAME for another hyperparameter";

    public static RunFacts Read(LineScanner scanner, RunFacts facts)
    {
        while (!scanner.AtEnd)
        {
            var unknown = scanner.Expected($"a fact ({Keys})");
            var key = scanner.Name($"a fact ({Keys})");
            scanner.Expect('=');
            var wrong = scanner.Expected($"a value of {key}{Choice(key)}");
            var text = scanner.Text($"a value of {key}");
            facts = With(facts, key, text, unknown, wrong);
        }

        return facts;
    }

    /// <summary>The words that a fact may be, where it has such.</summary>
    private static string Choice(string key) => key switch
    {
        "kind" => Choice<TrainingKind>(),
        "unit" => Choice<StepUnit>(),
        "weights" => Choice<WeightsOrigin>(),
        _ => "",
    };

    private static string Choice<T>()
        where T : struct, Enum => $" ({string.Join(", ", Enum.GetNames<T>().Select(static name => KebabCase().Replace(name, "-$1").ToLowerInvariant()))})";

    [GeneratedRegex("(?<=[a-z])([A-Z])")]
    private static partial Regex KebabCase();

    private static RunFacts With(RunFacts facts, string key, string text, Exception unknown, Exception wrong) => key switch
    {
        "name" => facts with { Name = text },
        "kind" => facts with { Kind = Word<TrainingKind>(text, wrong) },
        "unit" => facts with { StepUnit = Word<StepUnit>(text, wrong) },
        "classes" => facts with { ClassCount = (int)Count(text, wrong) },
        "class-counts" => facts with { SamplesPerClass = [.. text.Split(',').Select(count => Count(count, wrong))] },
        "dataset-size" => facts with { DatasetSize = Count(text, wrong) },
        "validation-size" => facts with { ValidationSize = Count(text, wrong) },
        "batch-size" => facts with { BatchSize = (int)Count(text, wrong) },
        "accumulation" => facts with { AccumulationSteps = (int)Count(text, wrong) },
        "planned-steps" => facts with { PlannedSteps = Count(text, wrong) },
        "optimizer" => facts with { Optimizer = text },
        "weights" => facts with { WeightsOrigin = Word<WeightsOrigin>(text, wrong) },
        "parameters" => facts with { ParameterCount = Count(text, wrong) },
        "experiment" => facts with { Experiment = text },
        "primary" => facts with { PrimaryMetric = text },
        "higher-is-better" => facts with { Directions = facts.Directions.SetItem(text, MetricDirection.HigherIsBetter) },
        "lower-is-better" => facts with { Directions = facts.Directions.SetItem(text, MetricDirection.LowerIsBetter) },
        "lr" => Hyperparameter(facts, "lr", text),
        _ when key.StartsWith("profile.", StringComparison.Ordinal) =>
            facts with { Profile = facts.Profile.SetItem(key["profile.".Length..], Number(text, wrong)) },
        _ when key.StartsWith("tag.", StringComparison.Ordinal) => facts with { Tags = facts.Tags.SetItem(key["tag.".Length..], text) },
        _ when key.StartsWith("set.", StringComparison.Ordinal) => Hyperparameter(facts, key["set.".Length..], text),
        _ => throw unknown,
    };

    private static RunFacts Hyperparameter(RunFacts facts, string name, string text) =>
        facts with { Hyperparameters = facts.Hyperparameters.SetItem(name, text) };

    private static long Count(string text, Exception wrong) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < int.MaxValue ? value : throw wrong;

    private static double Number(string text, Exception wrong) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : throw wrong;

    /// <summary>fine-tune is FineTune.</summary>
    private static T Word<T>(string text, Exception wrong)
        where T : struct, Enum =>
        Enum.TryParse<T>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value) && !char.IsAsciiDigit(text[0]) ? value : throw wrong;
}
