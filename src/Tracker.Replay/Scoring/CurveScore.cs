using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Replay.Readers;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Scoring;

/// <summary>What the judge said of one stored curve.</summary>
/// <param name="Name">Problem, optimizer, rate and seed.</param>
/// <param name="Problem">What was trained.</param>
/// <param name="Verdict">What it should have said.</param>
/// <param name="Alerts">Each detector's first alert at warning or above, by detector.</param>
/// <param name="Infos">Detectors that fired as info only.</param>
/// <param name="FirstCause">The likeliest cause at the end; null where none was found.</param>
public sealed record CurveScore(
    string Name,
    string Problem,
    string Verdict,
    ImmutableSortedDictionary<string, FirstAlert> Alerts,
    ImmutableSortedSet<string> Infos,
    string? FirstCause)
{
    /// <summary>Judges a curve.</summary>
    public static CurveScore Of(StoredCurve curve, CurveRegime regime)
    {
        var played = CurveReplay.Record(curve, regime).Play();
        var length = Math.Max(1, CurveReplay.Length(curve, regime));
        var alerts = ImmutableSortedDictionary.CreateBuilder<string, FirstAlert>(StringComparer.Ordinal);
        var infos = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var changed in played.Events.OfType<AlertChanged>())
        {
            var alert = changed.Alert;
            if (alert.State == AlertState.Firing && alert.Severity == Severity.Info) infos.Add(alert.Detector);
            if (alert.State == AlertState.Firing && alert.Severity >= Severity.Warning)
                alerts.TryAdd(alert.Detector, new FirstAlert(changed.Step, (double)Math.Max(0, changed.Step) / length, HoldsAtEnd(played, alert.Detector), alert.Message));
        }

        infos.ExceptWith(alerts.Keys);
        var findings = played.Snapshot.Findings;
        return new CurveScore(
            played.Snapshot.Facts.Name ?? "", curve.Problem, curve.Verdict, alerts.ToImmutable(), infos.ToImmutable(), findings.IsEmpty ? null : findings[0].Cause);
    }

    private static bool HoldsAtEnd(Playback played, string detector) =>
        played.Snapshot.Alerts.Any(a => a.Detector == detector && a.State == AlertState.Firing);
}

/// <summary>The first alert of a detector at warning or above.</summary>
/// <param name="Step">Its step.</param>
/// <param name="Share">Its step as a share of the run, 0 to 1.</param>
/// <param name="HoldsAtEnd">An alert of this detector fires at the end.</param>
/// <param name="Message">What it said.</param>
public sealed record FirstAlert(long Step, double Share, bool HoldsAtEnd, string Message);
