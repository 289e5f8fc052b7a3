using System.Collections.Immutable;
using Google.Protobuf.Collections;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Proto = Tracker.Contracts.V1;

namespace Tracker.Daemon.Wire;

/// <summary>Facts from the wire: checked, and what says nothing left out.</summary>
internal static class FactsReader
{
    private const int MostClasses = 1_000_000;

    public static Outcome<RunFacts> Read(Proto.Facts? facts, IngestLimits limits)
    {
        if (facts is null) return RunFacts.None;
        if (Problem(facts, limits) is not { } problem) return Map(facts);
        return IsBeyond(facts, limits) ? Refusal.Beyond("facts", problem) : Refusal.BadInput(problem);
    }

    private static bool IsBeyond(Proto.Facts facts, IngestLimits limits) =>
        facts.Hyperparameters.Count > limits.FactsPerRun || facts.Tags.Count > limits.FactsPerRun
        || facts.Profile.Count > limits.FactsPerRun || facts.Hyperparameters.Values.Concat(facts.Tags.Values).Any(value => Names.IsTooLong(value, limits.FactBytes));

    private static string? Problem(Proto.Facts facts, IngestLimits limits) =>
        Names.TextProblem("run name", facts.Name, limits.NameBytes, allowLines: false)
        ?? Names.TextProblem("experiment", facts.Experiment, limits.NameBytes, allowLines: false)
        ?? Names.TextProblem("optimizer", facts.Optimizer, limits.NameBytes, allowLines: false)
        ?? Names.TextProblem("primary metric", facts.PrimaryMetric, limits.NameBytes, allowLines: false)
        ?? Known("kind", facts.Kind.Read())
        ?? Known("step unit", facts.StepUnit.Read())
        ?? Known("weights origin", facts.WeightsOrigin.Read())
        ?? Count("dataset size", facts.DatasetSize, long.MaxValue)
        ?? Count("validation size", facts.ValidationSize, long.MaxValue)
        ?? Count("batch size", facts.BatchSize, int.MaxValue)
        ?? Count("accumulation steps", facts.AccumulationSteps, int.MaxValue)
        ?? Count("planned steps", facts.PlannedSteps, long.MaxValue)
        ?? Count("parameter count", facts.ParameterCount, long.MaxValue)
        ?? Classes(facts)
        ?? Texts("hyperparameter", facts.Hyperparameters, limits)
        ?? Texts("tag", facts.Tags, limits)
        ?? Profile(facts.Profile, limits)
        ?? Directions(facts.Directions, limits);

    private static string? Classes(Proto.Facts facts)
    {
        if (facts.NumClasses == 1) return "num_classes is 1: a classifier has 2 classes or more, and 0 says nothing.";
        if (facts.NumClasses > MostClasses) return $"num_classes is {facts.NumClasses}: {MostClasses} is the most.";
        if (facts.ClassCounts.Count > MostClasses) return $"class_counts has {facts.ClassCounts.Count} entries: {MostClasses} is the most.";
        if (facts.NumClasses != 0 && facts.ClassCounts.Count != 0 && facts.NumClasses != facts.ClassCounts.Count)
            return $"class_counts has {facts.ClassCounts.Count} entries and num_classes is {facts.NumClasses}: give one entry a class.";
        ulong sum = 0;
        foreach (var count in facts.ClassCounts)
        {
            if (count > long.MaxValue || (sum += count) > long.MaxValue) return "class_counts add up to more than 2^63: correct them.";
        }

        return null;
    }

    private static string? Texts(string what, MapField<string, string> texts, IngestLimits limits)
    {
        if (texts.Count > limits.FactsPerRun) return $"{texts.Count} {what}s are too many: {limits.FactsPerRun} is the most.";
        foreach (var (name, value) in texts)
        {
            var problem = Names.Problem($"{what} name", name, limits.NameBytes)
                ?? Names.TextProblem($"value of {what} {Names.Shorten(name)}", value, limits.FactBytes, allowLines: true);
            if (problem is not null) return problem;
        }

        return null;
    }

    private static string? Profile(MapField<string, double> profile, IngestLimits limits)
    {
        if (profile.Count > limits.FactsPerRun) return $"{profile.Count} numbers of the profile are too many: {limits.FactsPerRun} is the most.";
        foreach (var (name, value) in profile)
        {
            if (Names.Problem("profile name", name, limits.NameBytes) is { } problem) return problem;
            if (!double.IsFinite(value)) return $"{Names.Shorten(name)} of the profile is not finite: leave it out.";
        }

        return null;
    }

    private static string? Directions(MapField<string, Proto.MetricDirection> directions, IngestLimits limits)
    {
        if (directions.Count > limits.MetricsPerRun) return $"{directions.Count} directions are too many: {limits.MetricsPerRun} is the most.";
        foreach (var (name, direction) in directions)
        {
            var problem = Names.Problem("metric name", name, limits.NameBytes) ?? Known($"direction of {Names.Shorten(name)}", direction.Read());
            if (problem is not null) return problem;
        }

        return null;
    }

    private static string? Known<T>(string what, T? read)
        where T : struct, Enum =>
        read is null ? $"the {what} is a number that this version does not know: compare with protos/tracker/v1/common.proto." : null;

    private static string? Count(string what, ulong count, ulong most) =>
        count <= most ? null : $"the {what} {count} is too large: {most} is the most.";

    private static RunFacts Map(Proto.Facts facts) => new()
    {
        Name = Text(facts.Name),
        Experiment = Text(facts.Experiment),
        Kind = facts.Kind.Read() ?? default,
        StepUnit = facts.StepUnit.Read() ?? default,
        ClassCount = facts.NumClasses == 0 ? null : (int)facts.NumClasses,
        SamplesPerClass = [.. facts.ClassCounts.Select(count => (long)count)],
        DatasetSize = Long(facts.DatasetSize),
        ValidationSize = Long(facts.ValidationSize),
        BatchSize = Int(facts.BatchSize),
        AccumulationSteps = Int(facts.AccumulationSteps),
        PlannedSteps = Long(facts.PlannedSteps),
        Optimizer = Text(facts.Optimizer),
        WeightsOrigin = facts.WeightsOrigin.Read() ?? default,
        ParameterCount = Long(facts.ParameterCount),
        PrimaryMetric = Text(facts.PrimaryMetric),
        Directions = facts.Directions.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.Read() ?? default, StringComparer.Ordinal),
        Hyperparameters = facts.Hyperparameters.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Tags = facts.Tags.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Profile = facts.Profile.ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    private static string? Text(string text) => text.Length == 0 ? null : text;

    private static long? Long(ulong count) => count == 0 ? null : (long)count;

    private static int? Int(uint count) => count == 0 ? null : (int)count;
}
