using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Diagnosis;
using Tracker.Core.Metrics;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>The answer to "why" in one sentence.</summary>
public static class Headline
{
    /// <summary>Detectors that say that a run learns well or badly; the others say something else.</summary>
    private static readonly string[] Learning = ["stuck-loss", "slow-learning", "diverged", "oscillation", "non-finite"];

    /// <summary>Detectors that say nothing of how a run learns: no cause of bad learning explains them.</summary>
    private static readonly string[] Aside = ["stalled-run", "detector-error", "throughput-drop", "trainer"];

    /// <summary>Detectors whose info says that nothing is gained, so that nobody may call the run well.</summary>
    private static readonly string[] NoGain = ["stuck-loss", "diverged", "slow-learning"];

    /// <summary>One sentence of a run as it is now.</summary>
    public static string Of(RunMonitorSnapshot run)
    {
        var gravest = Gravest(run);
        var found = !run.Findings.IsDefaultOrEmpty;
        if (gravest is not null && found && !IsAside(gravest)) return $"{Opening(gravest, run.Status)}: {Cause(run.Findings[0])}";
        if (gravest is not null) return $"{Opening(gravest, run.Status)}: {gravest.Message}";
        if (run.Status == RunStatus.Failed && run.StatusReason.Length > 0) return $"failed: {run.StatusReason}";
        if (run.Samples == 0) return "not judged yet: no samples have come";
        if (found) return $"no alarm, but it {(run.Status.IsOver() ? "might have learned" : "might learn")} better: {Cause(run.Findings[0])}";
        var judging = run.Judgements.Where(judgement => Learning.Contains(judgement.Detector)).ToList();
        if (run.Facts.Kind == TrainingKind.Unknown && run.Kind.Kind == TrainingKind.Unknown)
            return "no verdict on learning: the kind of training is unknown, tell it as a fact (kind)";
        if (run.Kind.Kind is TrainingKind.Adversarial or TrainingKind.PolicyGradient or TrainingKind.Preference)
            return $"no verdict on learning: {run.Kind}: the losses of this kind of training need not fall";
        var waiting = judging.Where(judgement => judgement.State == JudgementState.NotJudged).ToList();
        var verdicts = judging.Any(judgement => judgement.Detector is not "non-finite" && judgement.State is JudgementState.Quiet or JudgementState.Pending);
        if (waiting.Count > 0 && !verdicts)
        {
            var nearest = waiting.MinBy(judgement => judgement.Needed - judgement.Seen);
            return nearest.Message.Length > 0
                ? nearest.Message
                : string.Create(CultureInfo.InvariantCulture, $"not judged yet: {nearest.Seen} of {nearest.Needed} samples");
        }

        if (Holding(run).FirstOrDefault(alert => NoGain.Contains(alert.Detector)) is { } doubt) return $"no alarm, but {doubt.Message}";
        return Progress(run) is { } progress ? $"learning: {progress}" : "no verdict on learning: no loss is reported";
    }

    /// <summary>Nothing is wrong, as far as can be said: it is judged, no warning holds and no cause was found.</summary>
    public static bool IsWell(RunMonitorSnapshot run) =>
        run.Findings.IsDefaultOrEmpty && Gravest(run) is null && !Holding(run).Any(alert => NoGain.Contains(alert.Detector)) && run.Status is not (RunStatus.Failed or RunStatus.Lost)
        && run.Judgements.Any(judgement => Learning.Contains(judgement.Detector) && judgement.Detector != "non-finite" && judgement.State == JudgementState.Quiet);

    private static string Cause(Finding finding) => finding.Rivals.IsDefaultOrEmpty
        ? string.Create(CultureInfo.InvariantCulture, $"{finding.Cause} (likelihood {Math.Min(finding.Likelihood, 0.99):0.00})")
        : string.Create(CultureInfo.InvariantCulture, $"{finding.Cause} or {string.Join(" or ", finding.Rivals)}, which cannot be told apart yet (likelihood {Math.Min(finding.Likelihood, 0.99):0.00})");

    /// <summary>What calls people now. Of equally grave ones what speaks of learning comes first.</summary>
    private static Alert? Gravest(RunMonitorSnapshot run) => Holding(run)
        .Where(alert => alert.Severity > Severity.Info)
        .OrderByDescending(alert => alert.Severity)
        .ThenBy(IsAside)
        .ThenBy(alert => alert.Number)
        .FirstOrDefault();

    /// <summary>What fires; of a run that is over, what its end alone resolved.</summary>
    private static IEnumerable<Alert> Holding(RunMonitorSnapshot run) => run.Alerts
        .Where(alert => alert.State == AlertState.Firing || (run.Status.IsOver() && alert.State == AlertState.Resolved && alert.ResolvedAt == run.EndedAt));

    private static bool IsAside(Alert alert) => Aside.Contains(alert.Detector) || alert.Detector.StartsWith("rule:", StringComparison.Ordinal);

    private static string Opening(Alert alert, RunStatus status) => (alert.Detector, status.IsOver()) switch
    {
        ("stalled-run", _) => "silent",
        ("train-val-divergence", false) => "does not generalise",
        ("train-val-divergence", true) => "did not generalise",
        ("initial-loss", _) => "began badly",
        ("minority-ignored", false) => "ignores the rare classes",
        ("minority-ignored", true) => "ignored the rare classes",
        ("regressed" or "metric-regressed" or "resume-regression", false) => "has lost what it learned",
        ("regressed" or "metric-regressed" or "resume-regression", true) => "lost what it learned",
        ("dead-units" or "saturated-units" or "vanishing-gradients" or "underfitting", false) => "learns badly",
        ("dead-units" or "saturated-units" or "vanishing-gradients" or "underfitting", true) => "learned badly",
        (var detector, false) when Learning.Contains(detector) => "does not learn",
        (var detector, true) when Learning.Contains(detector) => "did not learn",
        _ => alert.Detector,
    };

    /// <summary>The loss that says most: a validation loss, else the primary one, else any.</summary>
    private static string? Progress(RunMonitorSnapshot run)
    {
        var losses = run.Metrics.Where(metric => metric.Role == MetricRole.Loss && metric.Rank == 0 && double.IsFinite(metric.Best)).ToList();
        if (losses.Count == 0) return null;
        var primary = losses.Where(static metric => metric.IsPrimary).Select(static metric => metric.Name).FirstOrDefault();
        var best = losses
            .OrderByDescending(metric => primary is not null && metric.Split == Split.Validation && MetricName.IsCounterpart(primary, metric.Name))
            .ThenBy(metric => MetricName.Read(metric.Name).Preference >= MetricMeaning.Component && !metric.IsPrimary)
            .ThenByDescending(metric => metric.Split == Split.Validation)
            .ThenByDescending(metric => metric.IsPrimary)
            .First();
        return string.Create(CultureInfo.InvariantCulture, $"{best.Name} {best.Best:G4} at step {best.BestStep:N0}");
    }
}
