using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Runtime.Events;

/// <summary>An event and its run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Event">The event, stored already.</param>
public readonly record struct PublishedEvent(RunId Run, RunEvent Event);

/// <summary>
/// Hands stored events to subscribers that may miss some: each has a bounded channel of its own, and a full one skips the event and
/// counts it. Who may not miss any reads the outbox.
/// </summary>
public sealed class RunEventBus
{
    private readonly EventInstruments _instruments;
    private ImmutableArray<EventSubscription> _subscriptions = [];

    /// <summary>Makes a bus.</summary>
    public RunEventBus(EventInstruments instruments) => _instruments = instruments;

    /// <summary>From now on events go to the subscription, until it is disposed.</summary>
    /// <param name="name">Names the kind of subscriber in metrics; one of a closed set.</param>
    /// <param name="capacity">Events that may wait.</param>
    public EventSubscription Subscribe(string name, int capacity)
    {
        var subscription = new EventSubscription(name, capacity, Remove);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, added) => all.Add(added), subscription);
        return subscription;
    }

    /// <summary>Tells that there is something, and what is missed is of no account.</summary>
    internal EventSubscription Watch()
    {
        var subscription = new EventSubscription(null, 1, Remove);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, added) => all.Add(added), subscription);
        return subscription;
    }

    /// <summary>Hands an event to every subscriber; never waits.</summary>
    public void Publish(RunId run, RunEvent published)
    {
        _instruments.Published(published);
        foreach (var subscription in _subscriptions)
        {
            if (!subscription.Offer(new PublishedEvent(run, published)) && subscription.Name is not null) _instruments.Skipped(subscription.Name);
        }
    }

    private void Remove(EventSubscription subscription) =>
        ImmutableInterlocked.Update(ref _subscriptions, static (all, gone) => all.Remove(gone), subscription);
}
