using Tracker.Core.Alerting;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>What the detectors said: alert-ID while a warning fires, info-ID while it is good to know only, past-ID where it is over.</summary>
internal static class AlertEvidence
{
    /// <summary>Alerts that say nothing of how the run learns.</summary>
    private static readonly string[] Aside = ["stalled-run", "detector-error", "throughput-drop", "trainer", "converged", "metric-frozen"];

    /// <summary>A warning about learning fires: there is a cause to look for.</summary>
    public static bool IsTrouble(ReadOnlySpan<Alert> alerts)
    {
        foreach (var alert in alerts)
        {
            if (alert.State == AlertState.Firing && alert.Severity >= Severity.Warning && SpeaksOfLearning(alert)) return true;
        }

        return false;
    }

    public static void Add(EvidenceList evidence, ReadOnlySpan<Alert> alerts)
    {
        // Each alert has its own sentence.
        if (IsTrouble(alerts)) evidence.Add("warning", "");
        foreach (var alert in alerts)
        {
            if (!SpeaksOfLearning(alert)) continue;
            var fires = alert.State == AlertState.Firing;
            if (!fires && alert.Severity < Severity.Warning) continue;
            var kind = !fires ? "past" : alert.Severity >= Severity.Warning ? "alert" : "info";
            evidence.Add($"{kind}-{alert.Detector}", alert.Message);
        }
    }

    private static bool SpeaksOfLearning(Alert alert) => !Aside.Contains(alert.Detector) && !alert.Detector.StartsWith("rule:", StringComparison.Ordinal);
}
