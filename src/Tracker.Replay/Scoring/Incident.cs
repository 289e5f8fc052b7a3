using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Scoring;

/// <summary>An alert that reached warning.</summary>
/// <param name="Detector">Whose.</param>
/// <param name="Step">Where it became a warning, in the unit in which the run logs.</param>
/// <param name="Severity">The gravest that it reached.</param>
/// <param name="HoldsAtEnd">It fires at the end of the run.</param>
/// <param name="Message">What it said first.</param>
public sealed record Incident(string Detector, long Step, Severity Severity, bool HoldsAtEnd, string Message)
{
    /// <summary>The incidents of a judged run, in the order in which they became warnings.</summary>
    public static IReadOnlyList<Incident> Of(Playback played)
    {
        var incidents = new Dictionary<int, Incident>();
        foreach (var changed in played.Events.OfType<AlertChanged>())
        {
            var alert = changed.Alert;
            if (alert.State != AlertState.Firing || alert.Severity < Severity.Warning) continue;
            incidents[alert.Number] = incidents.TryGetValue(alert.Number, out var known)
                ? known with { Severity = alert.Severity }
                : new Incident(alert.Detector, Math.Max(0, changed.Step), alert.Severity, StillFires(played, alert.Number), alert.Message);
        }

        return [.. incidents.Values.OrderBy(static incident => incident.Step)];
    }

    /// <summary>Detectors that said something, but never as a warning.</summary>
    public static IEnumerable<string> Infos(Playback played) => played.Events.OfType<AlertChanged>()
        .Where(static changed => changed.Alert.State == AlertState.Firing)
        .GroupBy(static changed => changed.Alert.Detector)
        .Where(static group => group.All(changed => changed.Alert.Severity < Severity.Warning))
        .Select(static group => group.Key);

    private static bool StillFires(Playback played, int number) =>
        played.Snapshot.Alerts.Any(alert => alert.Number == number && alert.State == AlertState.Firing);
}
