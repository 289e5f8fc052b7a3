using Tracker.Contracts.V1;
using Tracker.Core.Runs;

namespace Tracker.Cli.Output;

/// <summary>Facts as they go over the wire; the numbers of the enums are the same on both sides.</summary>
internal static class WireFacts
{
    public static Facts ToWire(this RunFacts facts)
    {
        var wire = new Facts
        {
            Name = facts.Name ?? "",
            Experiment = facts.Experiment ?? "",
            Kind = (Contracts.V1.TrainingKind)facts.Kind,
            StepUnit = (Contracts.V1.StepUnit)facts.StepUnit,
            NumClasses = (uint)(facts.ClassCount ?? 0),
            DatasetSize = (ulong)(facts.DatasetSize ?? 0),
            ValidationSize = (ulong)(facts.ValidationSize ?? 0),
            BatchSize = (uint)(facts.BatchSize ?? 0),
            AccumulationSteps = (uint)(facts.AccumulationSteps ?? 0),
            PlannedSteps = (ulong)(facts.PlannedSteps ?? 0),
            Optimizer = facts.Optimizer ?? "",
            WeightsOrigin = (Contracts.V1.WeightsOrigin)facts.WeightsOrigin,
            ParameterCount = (ulong)(facts.ParameterCount ?? 0),
            PrimaryMetric = facts.PrimaryMetric ?? "",
        };
        wire.ClassCounts.AddRange(facts.SamplesPerClass.Select(static count => (ulong)count));
        foreach (var (name, direction) in facts.Directions) wire.Directions.Add(name, (Contracts.V1.MetricDirection)direction);
        wire.Hyperparameters.Add(facts.Hyperparameters);
        wire.Tags.Add(facts.Tags);
        wire.Profile.Add(facts.Profile);
        return wire;
    }
}
