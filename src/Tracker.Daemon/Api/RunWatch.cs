using System.Runtime.CompilerServices;
using Tracker.Contracts.V1;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Hosting;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Events;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Api;

/// <summary>
/// Follows a run. The bus only wakes it and the events come from the store, so that a slow reader misses none and gets them in order.
/// </summary>
internal sealed class RunWatch
{
    private const int PageSize = 256;

    private readonly IRunStore _store;
    private readonly RunEventBus _bus;
    private readonly DaemonOptions _options;
    private readonly LimitInstruments _limits;
    private int _watchers;

    public RunWatch(IRunStore store, RunEventBus bus, DaemonOptions options, LimitInstruments limits, TrackerMeter meter)
    {
        _store = store;
        _bus = bus;
        _options = options;
        _limits = limits;
        meter.Meter.CreateObservableGauge("watchers", () => Volatile.Read(ref _watchers), "{caller}", "Callers that watch a run.");
    }

    /// <summary>Takes one of the places that there are for watchers; it is left by <see cref="Leave"/>.</summary>
    public Refusal? Enter()
    {
        if (Interlocked.Increment(ref _watchers) <= _options.MaxWatchers) return null;
        Interlocked.Decrement(ref _watchers);
        _limits.Reached("watchers");
        return Refusal.Overloaded($"{_options.MaxWatchers} callers watch already: let some go, or raise MaxWatchers.");
    }

    public void Leave() => Interlocked.Decrement(ref _watchers);

    public async IAsyncEnumerable<WatchRunResponse> FollowAsync(
        RunMonitorSnapshot run, ulong after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Before the first read of the store, so that nothing falls between it and the first wake.
        using var subscription = _bus.Subscribe("watch", _options.WatchBacklog);
        yield return new WatchRunResponse { Snapshot = RunMapping.Whole(run) };
        var over = run.Status.IsOver();
        while (true)
        {
            var events = await _store.EventsAsync(run.Run, after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var happened in events)
            {
                after = happened.Number;
                if (happened is StatusChanged status) over = status.Status.IsOver();
                yield return new WatchRunResponse { Event = happened.ToProto(run) };
            }

            if (events.Length == PageSize) continue;
            if (over) yield break;
            if (!await WakeAsync(subscription, run.Run, cancellationToken).ConfigureAwait(false)) yield break;
        }
    }

    /// <returns>False when the bus is closed.</returns>
    private static async ValueTask<bool> WakeAsync(EventSubscription subscription, RunId run, CancellationToken cancellationToken)
    {
        var skipped = subscription.Skipped;
        while (await subscription.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var mine = false;
            while (subscription.Reader.TryRead(out var published)) mine |= published.Run == run;
            if (mine || subscription.Skipped != skipped) return true;
        }

        return false;
    }
}
