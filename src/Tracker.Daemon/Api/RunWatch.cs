using System.Runtime.CompilerServices;
using Tracker.Contracts.V1;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Events;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Api;

/// <summary>
/// Follows a run. The bus only wakes it and the events come from the store, so that a slow reader misses none and gets them in order.
/// </summary>
internal sealed class RunWatch(IRunStore store, RunEventBus bus)
{
    private const int Capacity = 256;
    private const int PageSize = 256;

    public async IAsyncEnumerable<WatchRunResponse> FollowAsync(
        RunMonitorSnapshot run, ulong after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Before the first read of the store, so that nothing falls between it and the first wake.
        using var subscription = bus.Subscribe("watch", Capacity);
        yield return new WatchRunResponse { Snapshot = RunMapping.Whole(run) };
        var over = run.Status.IsOver();
        while (true)
        {
            var events = await store.EventsAsync(run.Run, after, PageSize, cancellationToken).ConfigureAwait(false);
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
