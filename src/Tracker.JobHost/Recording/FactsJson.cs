using System.Text.Json;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Recording;

/// <summary>A plugin's facts in the words of a run's file; what was said later adds to what was said before.</summary>
internal static class FactsJson
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<TrainingFacts> said)
    {
        writer.WriteStartObject();
        Text(writer, "kind", said.Select(facts => KindOf(facts.Kind)));
        Text(writer, "stepUnit", said.Select(facts => UnitOf(facts.StepUnit)));
        Number(writer, "numClasses", said.Select(facts => (long?)facts.NumClasses));
        if (said.LastOrDefault(facts => facts.ClassCounts.Count > 0) is { } counted)
        {
            writer.WriteStartArray("classCounts");
            foreach (var count in counted.ClassCounts) writer.WriteNumberValue(count);
            writer.WriteEndArray();
        }

        Number(writer, "datasetSize", said.Select(facts => facts.DatasetSize));
        Number(writer, "validationSize", said.Select(facts => facts.ValidationSize));
        Number(writer, "batchSize", said.Select(facts => (long?)facts.BatchSize));
        Number(writer, "accumulationSteps", said.Select(facts => (long?)facts.AccumulationSteps));
        Number(writer, "plannedSteps", said.Select(facts => facts.PlannedSteps));
        Text(writer, "optimizer", said.Select(facts => facts.Optimizer));
        Text(writer, "weights", said.Select(facts => facts.FromScratch switch { true => "scratch", false => "fine-tuned", null => null }));
        Number(writer, "parameterCount", said.Select(facts => facts.ParameterCount));
        Text(writer, "primaryMetric", said.Select(facts => facts.PrimaryMetric));
        Object(writer, "higherIsBetter", said.SelectMany(facts => facts.HigherIsBetter), writer.WriteBoolean);
        Object(writer, "hyperparameters", said.SelectMany(facts => facts.Hyperparameters), writer.WriteString);
        Object(writer, "profile", said.SelectMany(facts => facts.Profile.Where(pair => double.IsFinite(pair.Value))), WriteShort);
        Object(writer, "tags", said.SelectMany(facts => facts.Tags), writer.WriteString);
        writer.WriteEndObject();

        void WriteShort(string name, double value) => RunFile.WriteValue(writer, name, value);
    }

    private static void Text(Utf8JsonWriter writer, string name, IEnumerable<string?> values)
    {
        if (values.LastOrDefault(value => !string.IsNullOrEmpty(value)) is { } text) writer.WriteString(name, text);
    }

    private static void Number(Utf8JsonWriter writer, string name, IEnumerable<long?> values)
    {
        if (values.LastOrDefault(value => value is not null) is { } number) writer.WriteNumber(name, number);
    }

    private static void Object<T>(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, T>> pairs, Action<string, T> write)
    {
        var merged = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs) merged[key] = value;
        if (merged.Count == 0) return;
        writer.WriteStartObject(name);
        foreach (var (key, value) in merged) write(key, value);
        writer.WriteEndObject();
    }

    private static string? KindOf(TrainingKind kind) => kind switch
    {
        TrainingKind.Supervised => "supervised",
        TrainingKind.FineTune => "fine-tune",
        TrainingKind.Regression => "regression",
        TrainingKind.SelfSupervised => "self-supervised",
        TrainingKind.Diffusion => "diffusion",
        TrainingKind.Adversarial => "adversarial",
        TrainingKind.PolicyGradient => "policy-gradient",
        TrainingKind.Preference => "preference",
        _ => null,
    };

    private static string? UnitOf(StepUnit unit) => unit switch
    {
        StepUnit.Step => "step",
        StepUnit.Epoch => "epoch",
        _ => null,
    };
}
