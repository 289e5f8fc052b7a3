using System.Collections.Immutable;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>Facts as they are stored.</summary>
public static class FactsCodec
{
    private const byte Known = 2;

    /// <summary>Facts to bytes.</summary>
    public static byte[] Encode(RunFacts facts)
    {
        var writer = new PayloadWriter();
        Write(writer, facts);
        return writer.TakeBytes();
    }

    /// <summary>Bytes to facts.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    public static RunFacts Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        return Read(ref reader);
    }

    internal static void Write(PayloadWriter writer, RunFacts facts)
    {
        // What tells nothing new is written as ever: a Tracker of before reads it.
        writer.Byte(facts.Profile.IsEmpty ? (byte)1 : Known);
        writer.OptionalText(facts.Name);
        writer.OptionalText(facts.Experiment);
        writer.Byte((byte)facts.Kind);
        writer.Byte((byte)facts.StepUnit);
        writer.Byte((byte)facts.WeightsOrigin);
        writer.OptionalSigned(facts.ClassCount);
        writer.OptionalSigned(facts.DatasetSize);
        writer.OptionalSigned(facts.ValidationSize);
        writer.OptionalSigned(facts.BatchSize);
        writer.OptionalSigned(facts.AccumulationSteps);
        writer.OptionalSigned(facts.PlannedSteps);
        writer.OptionalSigned(facts.ParameterCount);
        writer.OptionalText(facts.Optimizer);
        writer.OptionalText(facts.PrimaryMetric);
        var classes = facts.SamplesPerClass.IsDefault ? [] : facts.SamplesPerClass;
        writer.Count((ulong)classes.Length);
        foreach (var samples in classes) writer.Signed(samples);
        writer.Count((ulong)facts.Directions.Count);
        foreach (var (name, direction) in facts.Directions)
        {
            writer.Text(name);
            writer.Byte((byte)direction);
        }

        writer.TextMap(facts.Hyperparameters);
        writer.TextMap(facts.Tags);
        if (facts.Profile.IsEmpty) return;
        writer.Count((ulong)facts.Profile.Count);
        foreach (var (name, value) in facts.Profile)
        {
            writer.Text(name);
            writer.Double(value);
        }
    }

    internal static RunFacts Read(ref PayloadReader reader)
    {
        var version = reader.Version(Known);
        return new RunFacts
        {
            Name = reader.OptionalText(),
            Experiment = reader.OptionalText(),
            Kind = (TrainingKind)reader.Byte(),
            StepUnit = (StepUnit)reader.Byte(),
            WeightsOrigin = (WeightsOrigin)reader.Byte(),
            ClassCount = (int?)reader.OptionalSigned(),
            DatasetSize = reader.OptionalSigned(),
            ValidationSize = reader.OptionalSigned(),
            BatchSize = (int?)reader.OptionalSigned(),
            AccumulationSteps = (int?)reader.OptionalSigned(),
            PlannedSteps = reader.OptionalSigned(),
            ParameterCount = reader.OptionalSigned(),
            Optimizer = reader.OptionalText(),
            PrimaryMetric = reader.OptionalText(),
            SamplesPerClass = ReadClasses(ref reader),
            Directions = ReadDirections(ref reader),
            Hyperparameters = reader.TextMap(),
            Tags = reader.TextMap(),
            Profile = version >= 2 ? ReadNumbers(ref reader) : RunFacts.None.Profile,
        };
    }

    private static ImmutableSortedDictionary<string, double> ReadNumbers(ref PayloadReader reader)
    {
        var numbers = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        for (var left = reader.Length(9); left > 0; left--) numbers[reader.Text()] = reader.Double();
        return numbers.ToImmutable();
    }

    private static ImmutableArray<long> ReadClasses(ref PayloadReader reader)
    {
        var classes = ImmutableArray.CreateBuilder<long>(reader.Length(1));
        while (classes.Count < classes.Capacity) classes.Add(reader.Signed());
        return classes.MoveToImmutable();
    }

    private static ImmutableSortedDictionary<string, MetricDirection> ReadDirections(ref PayloadReader reader)
    {
        var directions = ImmutableSortedDictionary.CreateBuilder<string, MetricDirection>(StringComparer.Ordinal);
        for (var left = reader.Length(2); left > 0; left--) directions[reader.Text()] = (MetricDirection)reader.Byte();
        return directions.ToImmutable();
    }
}
