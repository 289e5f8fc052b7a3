using Tracker.Core.Alerting;
using Tracker.Core.Diagnosis;
using Tracker.Core.Remediation;
using Tracker.Core.Runs;
using Proto = Tracker.Contracts.V1;

namespace Tracker.Daemon.Wire;

/// <summary>What the core knows, in the words of the wire.</summary>
internal static class ProtoWriter
{
    public static Proto.Facts ToProto(this RunFacts facts)
    {
        var proto = new Proto.Facts
        {
            Name = facts.Name ?? "",
            Experiment = facts.Experiment ?? "",
            Kind = facts.Kind.ToProto(),
            StepUnit = facts.StepUnit.ToProto(),
            NumClasses = (uint)(facts.ClassCount ?? 0),
            DatasetSize = (ulong)(facts.DatasetSize ?? 0),
            ValidationSize = (ulong)(facts.ValidationSize ?? 0),
            BatchSize = (uint)(facts.BatchSize ?? 0),
            AccumulationSteps = (uint)(facts.AccumulationSteps ?? 0),
            PlannedSteps = (ulong)(facts.PlannedSteps ?? 0),
            Optimizer = facts.Optimizer ?? "",
            WeightsOrigin = facts.WeightsOrigin.ToProto(),
            ParameterCount = (ulong)(facts.ParameterCount ?? 0),
            PrimaryMetric = facts.PrimaryMetric ?? "",
        };
        if (!facts.SamplesPerClass.IsDefault) proto.ClassCounts.AddRange(facts.SamplesPerClass.Select(count => (ulong)count));
        foreach (var (name, direction) in facts.Directions) proto.Directions.Add(name, direction.ToProto());
        proto.Hyperparameters.Add(facts.Hyperparameters);
        proto.Tags.Add(facts.Tags);
        proto.Profile.Add(facts.Profile);
        return proto;
    }

    public static Proto.Alert ToProto(this Alert alert, RunId run, string? runName) => new()
    {
        Id = $"{run}:{alert.Number}",
        Run = run.ToString(),
        RunName = runName ?? "",
        Detector = alert.Detector,
        Severity = alert.Severity.ToProto(),
        State = alert.State.ToProto(),
        Step = alert.Step,
        FiredAt = alert.FiredAt.Microseconds,
        ResolvedAt = alert.ResolvedAt?.Microseconds ?? 0,
        Message = alert.Message,
        Title = alert.Title ?? "",
    };

    /// <param name="finding">The finding.</param>
    /// <param name="attempt">The run's attempt, which a remedy's order would be meant for.</param>
    public static Proto.Finding ToProto(this Finding finding, int attempt)
    {
        var proto = new Proto.Finding { Cause = finding.Cause, Title = finding.Title, Likelihood = finding.Likelihood };
        proto.Evidence.AddRange(finding.Evidence);
        proto.CounterEvidence.AddRange(finding.CounterEvidence);
        proto.Settles.AddRange(finding.Settles);
        proto.Rivals.AddRange(finding.Rivals);
        proto.Remedies.AddRange(finding.Remedies.Select(plan => plan.ToProto(attempt)));
        return proto;
    }

    public static Proto.RemedyPlan ToProto(this RemedyPlan plan, int attempt)
    {
        var proto = new Proto.RemedyPlan { Remedy = plan.Remedy, Advice = plan.Advice };
        if (plan.Command is null) return proto;
        // No id: it is an order only once somebody gives it.
        proto.Command = new Proto.RunCommand { Name = plan.Command, Attempt = (uint)attempt };
        proto.Command.Arguments.Add(plan.Arguments);
        return proto;
    }

    public static Proto.RunCommand ToProto(this RunCommand command)
    {
        var proto = new Proto.RunCommand
        {
            Id = command.Id.ToString(),
            Name = command.Name,
            Attempt = (uint)command.Attempt,
            ExpiresAt = command.ExpiresAt?.Microseconds ?? 0,
        };
        proto.Arguments.Add(command.Arguments);
        return proto;
    }
}
