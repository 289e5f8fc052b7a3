using Tracker.Core.Alerting;
using Tracker.Core.Diagnosis;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Events;

/// <summary>
/// What somebody who read all the events holds to be true. When a run is judged again by another judge, the difference of two of
/// these is all that is told.
/// </summary>
internal sealed class EventDigest
{
    private readonly SortedDictionary<string, Alert> _alerts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Finding> _findings = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RemedyProposed> _remedies = new(StringComparer.Ordinal);
    private readonly Dictionary<CommandId, CommandIssued> _issued = [];
    private readonly Dictionary<CommandId, CommandSettled> _settled = [];
    private readonly Dictionary<(string Key, long Step), Alert> _raised = [];
    private StatusChanged? _status;

    /// <summary>Number of the last event.</summary>
    public ulong LastNumber { get; private set; }

    public void Add(RunEvent told)
    {
        LastNumber = told.Number;
        switch (told)
        {
            case StatusChanged status:
                _status = status;
                break;
            case AlertChanged { Alert: var alert }:
                _raised[(Key(alert), alert.Step)] = alert;
                if (alert.State == AlertState.Firing) _alerts[Key(alert)] = alert;
                else _alerts.Remove(Key(alert));
                break;
            case FindingChanged { Finding: var finding }:
                if (finding.Likelihood > 0) _findings[finding.Cause] = finding;
                else _findings.Remove(finding.Cause);
                break;
            case RemedyProposed remedy:
                _remedies[remedy.Plan.Remedy] = remedy;
                break;
            case CommandIssued issued:
                _issued[issued.Command.Id] = issued;
                break;
            case CommandSettled settled:
                _settled[settled.Command] = settled;
                break;
        }
    }

    /// <summary>A detector has one alert at a time, a trainer one a title, a lab's rule one a series.</summary>
    private static string Key(Alert alert) => alert.Title is null ? alert.Detector : $"{alert.Detector}\n{alert.Title}";

    /// <summary>What has to be told to somebody who holds the older for true; numbered on from there.</summary>
    /// <param name="older">What is held for true.</param>
    /// <param name="now">When it is told.</param>
    /// <param name="step">The run's step then.</param>
    /// <param name="tellsOver">Alerts that were never told and are over are told too, as they ended.</param>
    public List<RunEvent> Since(EventDigest older, Timestamp now, long step, bool tellsOver = false)
    {
        var told = new List<RunEvent>();
        var number = older.LastNumber;
        if (_status is not null && (_status.Status != older._status?.Status || _status.Reason != older._status.Reason))
            told.Add(_status with { Number = ++number });
        foreach (var (detector, alert) in older._alerts)
        {
            if (!_alerts.ContainsKey(detector))
                told.Add(new AlertChanged(++number, now, step, alert with { State = AlertState.Resolved, ResolvedAt = now }));
        }

        foreach (var (key, alert) in _raised.OrderBy(static raised => raised.Value.Number))
        {
            if (tellsOver && alert.State == AlertState.Resolved && !older._raised.ContainsKey(key)) told.Add(new AlertChanged(++number, now, step, alert));
        }

        foreach (var (detector, alert) in _alerts)
        {
            if (!older._alerts.TryGetValue(detector, out var known) || known.Severity != alert.Severity)
                told.Add(new AlertChanged(++number, now, step, alert));
        }

        foreach (var (cause, finding) in older._findings)
        {
            if (!_findings.ContainsKey(cause)) told.Add(new FindingChanged(++number, now, step, finding with { Likelihood = 0 }));
        }

        foreach (var (cause, finding) in _findings)
        {
            if (!older._findings.ContainsKey(cause)) told.Add(new FindingChanged(++number, now, step, finding));
        }

        foreach (var (remedy, proposed) in _remedies)
        {
            if (!older._remedies.ContainsKey(remedy)) told.Add(proposed with { Number = ++number, At = now, Step = step });
        }

        foreach (var issued in _issued.Values)
        {
            if (!older._issued.ContainsKey(issued.Command.Id)) told.Add(issued with { Number = ++number });
        }

        foreach (var settled in _settled.Values)
        {
            if (!older._settled.ContainsKey(settled.Command)) told.Add(settled with { Number = ++number });
        }

        return told;
    }
}
