using System.Collections.Immutable;
using Tracker.Core.Diagnosis;
using Tracker.Core.Remediation;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>How facts, findings and orders are written into a saved state and read from it.</summary>
internal static class StateCodec
{
    public static void Facts(this StateWriter to, RunFacts facts)
    {
        to.Text(facts.Name);
        to.Text(facts.Experiment);
        to.Int64((long)facts.Kind);
        to.Int64((long)facts.StepUnit);
        to.Optional(facts.ClassCount);
        to.List(facts.SamplesPerClass, static (items, count) => items.Int64(count));
        to.Optional(facts.DatasetSize);
        to.Optional(facts.ValidationSize);
        to.Optional(facts.BatchSize);
        to.Optional(facts.AccumulationSteps);
        to.Optional(facts.PlannedSteps);
        to.Text(facts.Optimizer);
        to.Int64((long)facts.WeightsOrigin);
        to.Optional(facts.ParameterCount);
        to.Text(facts.PrimaryMetric);
        to.List(facts.Directions, static (items, pair) =>
        {
            items.Text(pair.Key);
            items.Int64((long)pair.Value);
        });
        to.Texts(facts.Hyperparameters);
        to.Texts(facts.Tags);
        to.List(facts.Profile, static (items, pair) =>
        {
            items.Text(pair.Key);
            items.Double(pair.Value);
        });
    }

    public static RunFacts Facts(this ref StateReader from) => new()
    {
        Name = from.Text(),
        Experiment = from.Text(),
        Kind = (TrainingKind)from.Int64(),
        StepUnit = (StepUnit)from.Int64(),
        ClassCount = (int?)from.Optional(),
        SamplesPerClass = [.. from.List(static (ref StateReader items) => items.Int64())],
        DatasetSize = from.Optional(),
        ValidationSize = from.Optional(),
        BatchSize = (int?)from.Optional(),
        AccumulationSteps = (int?)from.Optional(),
        PlannedSteps = from.Optional(),
        Optimizer = from.Text(),
        WeightsOrigin = (WeightsOrigin)from.Int64(),
        ParameterCount = from.Optional(),
        PrimaryMetric = from.Text(),
        Directions = from.List(static (ref StateReader items) => KeyValuePair.Create(items.RequiredText(), (MetricDirection)items.Int64()))
            .ToImmutableSortedDictionary(StringComparer.Ordinal),
        Hyperparameters = from.Texts(),
        Tags = from.Texts(),
        Profile = from.List(static (ref StateReader items) => KeyValuePair.Create(items.RequiredText(), items.Double()))
            .ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    public static void Command(this StateWriter to, RunCommand command)
    {
        to.UInt128(command.Id.Value);
        to.Text(command.Name);
        to.Texts(command.Arguments);
        to.Int64(command.Attempt);
        to.Optional(command.ExpiresAt?.Microseconds);
    }

    public static RunCommand Command(this ref StateReader from) => new(
        new CommandId(from.UInt128()),
        from.RequiredText(),
        from.Texts(),
        from.Int32(),
        from.Optional() is { } at ? new Timestamp(at) : null);

    public static void Finding(this StateWriter to, Finding finding)
    {
        to.Text(finding.Cause);
        to.Text(finding.Title);
        to.Double(finding.Likelihood);
        to.Sentences(finding.Evidence);
        to.Sentences(finding.CounterEvidence);
        to.Sentences(finding.Settles);
        to.List(finding.Remedies, static (items, plan) =>
        {
            items.Text(plan.Remedy);
            items.Text(plan.Advice);
            items.Text(plan.Command);
            items.Texts(plan.Arguments);
        });
        to.Sentences(finding.Rivals);
    }

    public static Finding Finding(this ref StateReader from) => new(
        from.RequiredText(),
        from.RequiredText(),
        from.Double(),
        from.Sentences(),
        from.Sentences(),
        from.Sentences(),
        [
            .. from.List(static (ref StateReader items) =>
                new RemedyPlan(items.RequiredText(), items.RequiredText(), items.Text(), items.Texts())),
        ])
    {
        Rivals = from.Sentences(),
    };

    public static void Sentences(this StateWriter to, ImmutableArray<string> sentences) =>
        to.List(sentences, static (items, sentence) => items.Text(sentence));

    public static ImmutableArray<string> Sentences(this ref StateReader from) =>
        [.. from.List(static (ref StateReader items) => items.RequiredText())];
}
