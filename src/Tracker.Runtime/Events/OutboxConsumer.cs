using Tracker.Core.Monitoring;

namespace Tracker.Runtime.Events;

/// <summary>
/// Somebody who gets every event that he wants at least once, across restarts. Register one as a singleton: rows are written for
/// registered consumers only.
/// </summary>
/// <param name="Name">notify or control; stored with the rows, so it never changes.</param>
/// <param name="Wants">Which events. Asked once, when the event is stored.</param>
/// <param name="HandleAsync">Takes one event; a throw means that it is offered again after a pause.</param>
public sealed record OutboxConsumer(
    string Name,
    Func<RunEvent, bool> Wants,
    Func<PublishedEvent, CancellationToken, ValueTask> HandleAsync);
