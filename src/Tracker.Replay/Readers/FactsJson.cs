using System.Globalization;
using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>Reads facts and truth of a run file.</summary>
internal static class FactsJson
{
    /// <summary>The object that comes next.</summary>
    public static RunFacts Read(JsonScanner json)
    {
        var facts = RunFacts.None;
        JsonValues.Open(json, "facts");
        while (json.Next() == JsonToken.Name) facts = With(facts, json, json.Text);
        return facts;
    }

    /// <inheritdoc cref="Read"/>
    public static RunTruth ReadTruth(JsonScanner json)
    {
        var truth = new RunTruth();
        JsonValues.Open(json, "truth");
        while (json.Next() == JsonToken.Name)
        {
            var field = json.Text;
            switch (field)
            {
                case "task": truth = truth with { Task = JsonValues.Text(json, field) }; break;
                case "problem": truth = truth with { Problem = JsonValues.Text(json, field) }; break;
                case "variant": truth = truth with { Variant = Optional(json) ?? "" }; break;
                case "severity": truth = truth with { Severity = (int)JsonValues.Whole(json, field) }; break;
                case "seed": truth = truth with { Seed = JsonValues.Whole(json, field) }; break;
                case "onset": truth = truth with { Onset = JsonValues.Whole(json, field) }; break;
                case "remedies": truth = truth with { Remedies = [.. List(json, field, OneText)] }; break;
                default: json.SkipValue(); break;
            }
        }

        return truth;
    }

    private static RunFacts With(RunFacts facts, JsonScanner json, string field) => field switch
    {
        "name" => facts with { Name = Optional(json) },
        "experiment" => facts with { Experiment = Optional(json) },
        "kind" => facts with { Kind = Word<TrainingKind>(json, field) },
        "stepUnit" => facts with { StepUnit = Word<StepUnit>(json, field) },
        "numClasses" => facts with { ClassCount = (int?)Count(json, field, int.MaxValue) },
        "classCounts" => facts with { SamplesPerClass = [.. List(json, field, OneCount)] },
        "datasetSize" => facts with { DatasetSize = Count(json, field) },
        "validationSize" => facts with { ValidationSize = Count(json, field) },
        "batchSize" => facts with { BatchSize = (int?)Count(json, field, int.MaxValue) },
        "accumulationSteps" => facts with { AccumulationSteps = (int?)Count(json, field, int.MaxValue) },
        "plannedSteps" => facts with { PlannedSteps = Count(json, field) },
        "optimizer" => facts with { Optimizer = Optional(json) },
        "weights" => facts with { WeightsOrigin = Word<WeightsOrigin>(json, field) },
        "parameterCount" => facts with { ParameterCount = Count(json, field) },
        "primaryMetric" => facts with { PrimaryMetric = Optional(json) },
        "higherIsBetter" => facts with
        {
            Directions = facts.Directions.SetItems(Pairs(json, field, static from => from.Token switch
        {
            JsonToken.True => MetricDirection.HigherIsBetter,
            JsonToken.False => MetricDirection.LowerIsBetter,
            _ => throw from.Wrong("a direction is true, higher is better, or false."),
        }))
        },
        "hyperparameters" => facts with { Hyperparameters = facts.Hyperparameters.SetItems(Pairs(json, field, Words)) },
        "profile" => facts with { Profile = facts.Profile.SetItems(Pairs(json, field, static from => from.Token == JsonToken.Number ? from.Number : throw from.Wrong("a number expected."))) },
        "tags" => facts with { Tags = facts.Tags.SetItems(Pairs(json, field, Words)) },
        _ => Unknown(facts, json),
    };

    /// <summary>A field of a later version says nothing to this one.</summary>
    private static RunFacts Unknown(RunFacts facts, JsonScanner json)
    {
        json.SkipValue();
        return facts;
    }

    private static string? Optional(JsonScanner json) => json.Next() switch
    {
        JsonToken.Text => json.Text,
        JsonToken.Null => null,
        _ => throw json.Wrong("a text in quotes, or null, expected."),
    };

    private static long? Count(JsonScanner json, string field, long most = (long)Steps.Highest)
    {
        if (json.Next() == JsonToken.Null) return null;
        return json.Token == JsonToken.Number && json.Number >= 0 && json.Number <= most && json.Number == Math.Floor(json.Number)
            ? (long)json.Number
            : throw json.Wrong($"'{field}' is a whole number from 0 to {most}.");
    }

    /// <summary>fine-tune is FineTune; null is not told.</summary>
    private static T Word<T>(JsonScanner json, string field)
        where T : struct, Enum
    {
        if (Optional(json) is not { } text) return default;
        return Enum.TryParse<T>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value) && text.Length > 0 && char.IsAsciiLetter(text[0])
            ? value
            : throw json.Wrong($"'{text}' is no value of '{field}'.");
    }

    private static string Words(JsonScanner json) => json.Token switch
    {
        JsonToken.Text => json.Text,
        JsonToken.Number => json.Number.ToString("R", CultureInfo.InvariantCulture),
        JsonToken.True => "true",
        JsonToken.False => "false",
        _ => throw json.Wrong("a text in quotes expected."),
    };

    private static List<KeyValuePair<string, T>> Pairs<T>(JsonScanner json, string field, Func<JsonScanner, T> read)
    {
        var pairs = new List<KeyValuePair<string, T>>();
        JsonValues.Open(json, field);
        while (json.Next() == JsonToken.Name)
        {
            var name = json.Text;
            json.Next();
            pairs.Add(new(name, read(json)));
        }

        return pairs;
    }

    private static List<T> List<T>(JsonScanner json, string field, Func<JsonScanner, T> read)
    {
        var items = new List<T>();
        if (json.Next() == JsonToken.Null) return items;
        if (json.Token != JsonToken.ArrayStart) throw json.Wrong($"'{field}' is a list, as [1, 2].");
        while (json.Next() != JsonToken.ArrayEnd) items.Add(read(json));
        return items;
    }

    private static string OneText(JsonScanner json) => json.Token == JsonToken.Text ? json.Text : throw json.Wrong("a text in quotes expected.");

    private static long OneCount(JsonScanner json) =>
        json.Token == JsonToken.Number && json.Number is >= 0 and <= Steps.Highest ? (long)json.Number : throw json.Wrong("a whole number from 0 on expected.");
}
