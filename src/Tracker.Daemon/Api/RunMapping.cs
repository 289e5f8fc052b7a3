using Tracker.Core.Alerting;
using Tracker.Core.Metrics;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Journal;
using Proto = Tracker.Contracts.V1;

namespace Tracker.Daemon.Api;

/// <summary>Runs in the words of the wire.</summary>
internal static class RunMapping
{
    public static Proto.RunSummary Summary(RunMonitorSnapshot snapshot)
    {
        var summary = new Proto.RunSummary
        {
            Run = snapshot.Run.ToString(),
            Name = snapshot.Facts.Name ?? "",
            Experiment = snapshot.Facts.Experiment ?? "",
            Status = snapshot.Status.ToProto(),
            StatusReason = snapshot.StatusReason,
            Kind = snapshot.Facts.Kind.ToProto(),
            Attempt = (uint)snapshot.Attempt,
            Step = snapshot.Step,
            PlannedSteps = (ulong)(snapshot.Facts.PlannedSteps ?? 0),
            Samples = (ulong)snapshot.Samples,
            CreatedAt = snapshot.CreatedAt.Microseconds,
            LastReportAt = snapshot.LastReportAt?.Microseconds ?? 0,
            EndedAt = snapshot.EndedAt?.Microseconds ?? 0,
            ExpectedInterval = (long)(snapshot.ExpectedInterval?.TotalMicroseconds ?? 0),
            Cause = snapshot.Findings.IsDefaultOrEmpty ? "" : snapshot.Findings[0].Cause,
            Job = snapshot.JobPlugin ?? "",
        };
        summary.Tags.Add(snapshot.Facts.Tags);
        if (snapshot.Kind.From is { } tells)
        {
            summary.InferredKind = snapshot.Kind.Kind.ToProto();
            summary.KindInferredFrom = tells;
        }

        if (snapshot.Phase is { } phase)
        {
            summary.Phase = phase.Name;
            summary.PhaseStep = phase.Step;
        }

        summary.Alerts.AddRange(Firing(snapshot).Select(alert => alert.ToProto(snapshot.Run, snapshot.Facts.Name)));
        return summary;
    }

    /// <summary>As it is now, with what the store alone knows.</summary>
    public static Proto.RunSummary Summary(RunMonitorSnapshot snapshot, RunRow row)
    {
        var summary = Summary(snapshot);
        AddStored(summary, row);
        return summary;
    }

    /// <summary>What the list knows, without the alerts themselves.</summary>
    public static Proto.RunSummary Summary(RunRow row)
    {
        var summary = Bare(row);
        summary.Tags.Add(row.Facts.Tags);
        AddStored(summary, row);
        return summary;
    }

    private static void AddStored(Proto.RunSummary summary, RunRow row)
    {
        summary.Bytes = (ulong)Math.Max(0, row.Bytes);
        summary.Pinned = row.IsPinned;
        summary.DeletedAt = row.DeletedAt?.Microseconds ?? 0;
        summary.PurgeAt = row.PurgeAfter?.Microseconds ?? 0;
    }

    private static Proto.RunSummary Bare(RunRow row) => new()
    {
        Run = row.Run.ToString(),
        Name = row.Facts.Name ?? "",
        Experiment = row.Facts.Experiment ?? "",
        Status = row.Status.ToProto(),
        StatusReason = row.StatusReason,
        Kind = row.Facts.Kind.ToProto(),
        Attempt = (uint)row.Attempt,
        Step = row.Step,
        PlannedSteps = (ulong)(row.Facts.PlannedSteps ?? 0),
        Samples = (ulong)row.Samples,
        CreatedAt = row.CreatedAt.Microseconds,
        LastReportAt = row.LastReportAt?.Microseconds ?? 0,
        EndedAt = row.EndedAt?.Microseconds ?? 0,
        Cause = row.Cause ?? "",
        Job = row.JobPlugin ?? "",
    };

    public static Proto.GetRunResponse Whole(RunMonitorSnapshot snapshot, RunRow? row = null)
    {
        var whole = new Proto.GetRunResponse
        {
            Run = row is null ? Summary(snapshot) : Summary(snapshot, row),
            Facts = snapshot.Facts.ToProto(),
        };
        if (!snapshot.FactsByHand.Equals(RunFacts.None)) whole.FactsByHand = snapshot.FactsByHand.ToProto();
        whole.Metrics.AddRange(snapshot.Metrics.Select(Metric));
        whole.Alerts.AddRange(snapshot.Alerts.Select(alert => alert.ToProto(snapshot.Run, snapshot.Facts.Name)));
        return whole;
    }

    /// <summary>The gravest first, and of equal ones the oldest.</summary>
    public static IEnumerable<Alert> Firing(RunMonitorSnapshot snapshot) => snapshot.Alerts
        .Where(alert => alert.State == AlertState.Firing)
        .OrderByDescending(alert => alert.Severity)
        .ThenBy(alert => alert.Number);

    public static Proto.Judgement ToProto(this Judgement judgement) => new()
    {
        Detector = judgement.Detector,
        State = Word(judgement.State),
        Seen = (ulong)judgement.Seen,
        Needed = (ulong)judgement.Needed,
        Message = judgement.Message,
    };

    private static Proto.MetricSummary Metric(MetricSnapshot metric) => new()
    {
        Name = metric.Name,
        Role = Word(metric.Role),
        Split = Word(metric.Split),
        Rank = (uint)metric.Rank,
        Count = (ulong)metric.Count,
        Late = (ulong)metric.Late,
        NonFinite = (ulong)metric.NonFinite,
        LastStep = metric.LastStep,
        Last = metric.Last,
        Best = metric.Best,
        BestStep = metric.BestStep,
        Direction = metric.Direction.ToProto(),
        Primary = metric.IsPrimary,
    };

    private static string Word(JudgementState state) => state switch
    {
        JudgementState.Quiet => "quiet",
        JudgementState.Pending => "pending",
        JudgementState.Firing => "firing",
        JudgementState.NotJudged => "not-judged",
        JudgementState.NotApplicable => "not-applicable",
        _ => "disabled",
    };

    private static string Word(MetricRole role) => role switch
    {
        MetricRole.Loss => "loss",
        MetricRole.Accuracy => "accuracy",
        MetricRole.Score => "score",
        MetricRole.LearningRate => "learning-rate",
        MetricRole.GradientNorm => "gradient-norm",
        MetricRole.Epoch => "epoch",
        MetricRole.System => "system",
        MetricRole.Error => "error",
        MetricRole.Signal => "signal",
        MetricRole.LayerGradientNorm => "layer-gradient-norm",
        _ => "other",
    };

    private static string Word(Split split) => split switch
    {
        Split.Train => "train",
        Split.Validation => "validation",
        Split.Test => "test",
        _ => "none",
    };
}
