using Tracker.Cli.Output;
using Tracker.Core.Alerting;
using Tracker.Core.Diagnosis;
using Tracker.Core.Monitoring;
using Proto = Tracker.Contracts.V1;

namespace Tracker.Cli.Replays;

/// <summary>A judged log as the answer that the daemon gives to "why".</summary>
internal static class ReplayAnswer
{
    public static Proto.ExplainRunResponse Of(RunMonitorSnapshot run)
    {
        var answer = new Proto.ExplainRunResponse
        {
            Run = new Proto.RunSummary
            {
                Name = run.Facts.Name ?? "",
                Status = (Proto.RunStatus)((int)run.Status + 1),
                Step = run.Step,
                Samples = (ulong)run.Samples,
                EndedAt = run.EndedAt?.Microseconds ?? 0,
            },
            Headline = Headline.Of(run),
        };
        answer.Alerts.AddRange(run.Alerts.Select(Alert));
        answer.Findings.AddRange(run.Findings.Select(Finding));
        answer.Judgements.AddRange(run.Judgements.Select(judgement => new Proto.Judgement
        {
            Detector = judgement.Detector,
            State = ProtoJson.Word(judgement.State),
            Seen = (ulong)judgement.Seen,
            Needed = (ulong)judgement.Needed,
            Message = judgement.Message,
        }));
        if (Headline.IsWell(run)) answer.Health.AddRange(run.Health);
        answer.Unsent.AddRange(run.Unsent);
        return answer;
    }

    private static Proto.Alert Alert(Alert alert) => new()
    {
        Detector = alert.Detector,
        Severity = (Proto.Severity)alert.Severity,
        State = (Proto.AlertState)alert.State,
        Step = alert.Step,
        FiredAt = alert.FiredAt.Microseconds,
        ResolvedAt = alert.ResolvedAt?.Microseconds ?? 0,
        Message = alert.Message,
    };

    private static Proto.Finding Finding(Finding finding)
    {
        var proto = new Proto.Finding { Cause = finding.Cause, Title = finding.Title, Likelihood = finding.Likelihood };
        proto.Evidence.AddRange(finding.Evidence);
        proto.CounterEvidence.AddRange(finding.CounterEvidence);
        proto.Settles.AddRange(finding.Settles);
        proto.Rivals.AddRange(finding.Rivals);
        proto.Remedies.AddRange(finding.Remedies.Select(plan => new Proto.RemedyPlan { Remedy = plan.Remedy, Advice = plan.Advice }));
        return proto;
    }
}
