using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Diagnostics;

/// <summary>What is measured of events. Counted where they are published, so that no slow subscriber makes a count too low.</summary>
public sealed class EventInstruments
{
    /// <summary>Orders whose outcome is waited for by name; what is over that is counted as other.</summary>
    private const int MaxPending = 10_000;

    private static readonly FrozenSet<string> KnownOrders =
        FrozenSet.Create(StringComparer.Ordinal, "stop", "set-learning-rate", "pause", "resume", "restore-best", "checkpoint");

    private readonly ConcurrentDictionary<CommandId, string> _pending = new();
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _alerts;
    private readonly Counter<long> _remedies;

    /// <summary>Makes them.</summary>
    public EventInstruments(TrackerMeter meter)
    {
        _skipped = meter.Meter.CreateCounter<long>("events_skipped", "{event}", "Events that a slow subscriber missed.");
        _alerts = meter.Meter.CreateCounter<long>("alerts", "{alert}", "Alerts that began to fire or changed their severity while they fired.");
        _remedies = meter.Meter.CreateCounter<long>(
            "remedies", "{remedy}", "Remedies proposed (mode proposal), and orders to trainers with what became of them (mode order).");
    }

    internal void Skipped(string subscriber) => _skipped.Add(1, new KeyValuePair<string, object?>("subscriber", subscriber));

    internal void Published(RunEvent published)
    {
        switch (published)
        {
            case AlertChanged { Alert: { State: AlertState.Firing } alert }:
                _alerts.Add(1, new("detector", alert.Detector), new("severity", Word(alert.Severity)));
                break;
            case RemedyProposed proposed:
                Remedy(proposed.Plan.Remedy, "proposal", "proposed");
                break;
            case CommandIssued issued:
                // A name may be anything that somebody asked for; a label may not.
                var name = KnownOrders.Contains(issued.Command.Name) ? issued.Command.Name : "other";
                if (_pending.Count < MaxPending) _pending[issued.Command.Id] = name;
                Remedy(name, "order", Word(CommandState.Sent));
                break;
            case CommandSettled settled:
                Remedy(_pending.TryRemove(settled.Command, out var known) ? known : "other", "order", Word(settled.State));
                break;
        }
    }

    private void Remedy(string remedy, string mode, string outcome) =>
        _remedies.Add(1, new("remedy", remedy), new("mode", mode), new("outcome", outcome));

    private static string Word(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.Warning => "warning",
        _ => "info",
    };

    private static string Word(CommandState state) => state switch
    {
        CommandState.Sent => "sent",
        CommandState.Applied => "applied",
        CommandState.Refused => "refused",
        CommandState.Failed => "failed",
        _ => "expired",
    };
}
