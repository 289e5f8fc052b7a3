using Tracker.Contracts.V1;

namespace Tracker.Cli.Demo;

/// <summary>What is known of one run of the demo.</summary>
/// <param name="Plan">What it was meant to be.</param>
/// <param name="Run">What the daemon says; null before it says anything.</param>
/// <param name="Why">Its answer to why; null before the end.</param>
internal sealed record DemoState(DemoRun Plan, GetRunResponse? Run, ExplainRunResponse? Why)
{
    /// <summary>Every alert that fired, held or not, the oldest first.</summary>
    public IEnumerable<Alert> Alerts => (Run?.Alerts ?? []).Where(alert => alert.State is AlertState.Firing or AlertState.Resolved);

    /// <summary>Its remedies, the best first, each once.</summary>
    public IEnumerable<RemedyPlan> Remedies => (Why?.Findings ?? []).SelectMany(finding => finding.Remedies).DistinctBy(plan => plan.Remedy);

    /// <summary>Nothing more is expected of it.</summary>
    public bool IsDone => Plan.Hyperparameters is null
        ? Alerts.Any(alert => alert.Detector == DemoPlan.StalledRun && alert.State == AlertState.Firing)
        : Run?.Run.Status is RunStatus.Finished or RunStatus.Failed or RunStatus.Cancelled;

    /// <summary>The loss that it is judged on.</summary>
    public double? Loss => Run?.Metrics.FirstOrDefault(metric => metric.Primary) is { } primary ? primary.Last
        : Run?.Metrics.FirstOrDefault(metric => metric.Role == "loss") is { } loss ? loss.Last
        : null;
}
