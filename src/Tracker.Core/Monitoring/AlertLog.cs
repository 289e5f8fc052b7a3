using Tracker.Core.Alerting;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>
/// The alerts of a run, the oldest first; what fires, what changed, what is over. Of those that are over the newest are kept, so that a run
/// that is resumed a thousand times, and fails each time, does not grow; the events tell of all.
/// </summary>
internal sealed class AlertLog(EventSink events)
{
    /// <summary>Alerts that are kept; what fires is kept beside them.</summary>
    public const int Kept = 256;

    private readonly List<Alert> _alerts = [];

    public IReadOnlyList<Alert> All => _alerts;

    /// <summary>Number of the newest; 0 before the first.</summary>
    public int Last => _alerts.Count == 0 ? 0 : _alerts[^1].Number;

    public Alert[] Firing() => [.. _alerts.Where(static alert => alert.State == AlertState.Firing)];

    /// <summary>Opens an alert and returns its number.</summary>
    public int Fire(string detector, Severity severity, long step, long lastStep, string message, string? title = null)
    {
        if (_alerts.Count >= Kept && _alerts.FindIndex(static one => one.State != AlertState.Firing) is >= 0 and var over) _alerts.RemoveAt(over);
        var alert = new Alert(Last + 1, detector, severity, AlertState.Firing, step, events.At, null, message) { Title = title };
        _alerts.Add(alert);
        events.Add(new AlertChanged(events.Last + 1, events.At, lastStep, alert));
        return alert.Number;
    }

    public void Raise(long number, Severity severity, long step, string message) =>
        Replace(step, Find(number) with { Severity = severity, Message = message });

    public void Resolve(long number, long step, string why)
    {
        var alert = Find(number);
        Replace(step, alert with { State = AlertState.Resolved, ResolvedAt = events.At, Message = $"{alert.Message}; {why}" });
    }

    public void ResolveAll(long step, string why)
    {
        foreach (var alert in Firing()) Resolve(alert.Number, step, why);
    }

    private Alert Find(long number) => _alerts[IndexOf(number)];

    private int IndexOf(long number) => _alerts.FindLastIndex(alert => alert.Number == number);

    private void Replace(long step, Alert alert)
    {
        _alerts[IndexOf(alert.Number)] = alert;
        events.Add(new AlertChanged(events.Last + 1, events.At, step, alert));
    }

    public void Save(StateWriter writer) => writer.List(_alerts, static (to, alert) =>
    {
        to.Int64(alert.Number);
        to.Text(alert.Detector);
        to.Int64((long)alert.Severity);
        to.Int64((long)alert.State);
        to.Int64(alert.Step);
        to.Int64(alert.FiredAt.Microseconds);
        to.Optional(alert.ResolvedAt?.Microseconds);
        to.Text(alert.Message);
        to.Text(alert.Title);
    });

    public void Load(ref StateReader reader)
    {
        var count = reader.Int32();
        for (var i = 0; i < count; i++)
        {
            _alerts.Add(new Alert(
                (int)reader.Int64(),
                reader.RequiredText(),
                (Severity)reader.Int64(),
                (AlertState)reader.Int64(),
                reader.Int64(),
                new Timestamp(reader.Int64()),
                reader.Optional() is { } at ? new Timestamp(at) : null,
                reader.RequiredText())
            {
                Title = reader.Text(),
            });
        }
    }
}
