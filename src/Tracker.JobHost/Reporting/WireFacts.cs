using Google.Protobuf.Collections;
using Tracker.Contracts.V1;
using Tracker.Plugins.Abstractions;
using StepUnit = Tracker.Contracts.V1.StepUnit;
using TrainingKind = Tracker.Contracts.V1.TrainingKind;

namespace Tracker.JobHost.Reporting;

/// <summary>A plugin's facts as they go over the wire.</summary>
internal static class WireFacts
{
    public static Facts Of(HyperparameterValues hyperparameters)
    {
        var facts = new Facts();
        Add(facts.Hyperparameters, hyperparameters.All);
        return facts;
    }

    public static Facts Of(TrainingFacts facts)
    {
        var wire = new Facts
        {
            Kind = KindOf(facts.Kind),
            StepUnit = UnitOf(facts.StepUnit),
            NumClasses = (uint)Math.Max(0, facts.NumClasses ?? 0),
            DatasetSize = Count(facts.DatasetSize),
            ValidationSize = Count(facts.ValidationSize),
            BatchSize = (uint)Math.Max(0, facts.BatchSize ?? 0),
            AccumulationSteps = (uint)Math.Max(0, facts.AccumulationSteps ?? 0),
            PlannedSteps = Count(facts.PlannedSteps),
            Optimizer = facts.Optimizer ?? "",
            WeightsOrigin = facts.FromScratch switch
            {
                true => WeightsOrigin.Scratch,
                false => WeightsOrigin.FineTuned,
                null => WeightsOrigin.Unspecified,
            },
            ParameterCount = Count(facts.ParameterCount),
            PrimaryMetric = facts.PrimaryMetric ?? "",
        };
        wire.ClassCounts.AddRange(facts.ClassCounts.Select(count => Count(count)));
        foreach (var (metric, higherIsBetter) in facts.HigherIsBetter)
            wire.Directions[metric] = higherIsBetter ? MetricDirection.HigherIsBetter : MetricDirection.LowerIsBetter;
        Add(wire.Hyperparameters, facts.Hyperparameters);
        Add(wire.Tags, facts.Tags);
        foreach (var (name, value) in facts.Profile.Where(pair => double.IsFinite(pair.Value))) wire.Profile[name] = value;
        return wire;
    }

    private static ulong Count(long? value) => (ulong)Math.Max(0, value ?? 0);

    private static void Add(MapField<string, string> target, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (name, value) in values) target[name] = value;
    }

    private static TrainingKind KindOf(Tracker.Plugins.Abstractions.TrainingKind kind) => kind switch
    {
        Tracker.Plugins.Abstractions.TrainingKind.Supervised => TrainingKind.Supervised,
        Tracker.Plugins.Abstractions.TrainingKind.FineTune => TrainingKind.FineTune,
        Tracker.Plugins.Abstractions.TrainingKind.Regression => TrainingKind.Regression,
        Tracker.Plugins.Abstractions.TrainingKind.SelfSupervised => TrainingKind.SelfSupervised,
        Tracker.Plugins.Abstractions.TrainingKind.Diffusion => TrainingKind.Diffusion,
        Tracker.Plugins.Abstractions.TrainingKind.Adversarial => TrainingKind.Adversarial,
        Tracker.Plugins.Abstractions.TrainingKind.PolicyGradient => TrainingKind.PolicyGradient,
        Tracker.Plugins.Abstractions.TrainingKind.Preference => TrainingKind.Preference,
        _ => TrainingKind.Unspecified,
    };

    private static StepUnit UnitOf(Tracker.Plugins.Abstractions.StepUnit unit) => unit switch
    {
        Tracker.Plugins.Abstractions.StepUnit.Step => StepUnit.Step,
        Tracker.Plugins.Abstractions.StepUnit.Epoch => StepUnit.Epoch,
        _ => StepUnit.Unspecified,
    };
}
