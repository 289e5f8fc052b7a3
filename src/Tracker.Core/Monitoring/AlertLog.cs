using Tracker.Core.Alerting;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>Every alert of a run, the oldest first; what fires, what changed, what is over.</summary>
internal sealed class AlertLog(EventSink events)
{
    private readonly List<Alert> _alerts = [];

    public IReadOnlyList<Alert> All => _alerts;

    public Alert[] Firing() => [.. _alerts.Where(static alert => alert.State == AlertState.Firing)];

    /// <summary>Opens an alert and returns its number.</summary>
    public int Fire(string detector, Severity severity, long step, long lastStep, string message)
    {
        var alert = new Alert(_alerts.Count + 1, detector, severity, AlertState.Firing, step, events.At, null, message);
        _alerts.Add(alert);
        events.Add(new AlertChanged(events.Last + 1, events.At, lastStep, alert));
        return alert.Number;
    }

    public void Raise(long number, Severity severity, long step, string message) =>
        Replace(number, step, _alerts[(int)number - 1] with { Severity = severity, Message = message });

    public void Resolve(long number, long step, string why)
    {
        var alert = _alerts[(int)number - 1];
        Replace(number, step, alert with { State = AlertState.Resolved, ResolvedAt = events.At, Message = $"{alert.Message}; {why}" });
    }

    public void ResolveAll(long step, string why)
    {
        foreach (var alert in Firing()) Resolve(alert.Number, step, why);
    }

    private void Replace(long number, long step, Alert alert)
    {
        _alerts[(int)number - 1] = alert;
        events.Add(new AlertChanged(events.Last + 1, events.At, step, alert));
    }

    public void Save(StateWriter writer) => writer.List(_alerts, static (to, alert) =>
    {
        to.Text(alert.Detector);
        to.Int64((long)alert.Severity);
        to.Int64((long)alert.State);
        to.Int64(alert.Step);
        to.Int64(alert.FiredAt.Microseconds);
        to.Optional(alert.ResolvedAt?.Microseconds);
        to.Text(alert.Message);
    });

    public void Load(ref StateReader reader)
    {
        var count = reader.Int32();
        for (var i = 0; i < count; i++)
        {
            _alerts.Add(new Alert(
                i + 1,
                reader.RequiredText(),
                (Severity)reader.Int64(),
                (AlertState)reader.Int64(),
                reader.Int64(),
                new Timestamp(reader.Int64()),
                reader.Optional() is { } at ? new Timestamp(at) : null,
                reader.RequiredText()));
        }
    }
}
