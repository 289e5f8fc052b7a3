using Tracker.Core.Runs;

namespace Tracker.Runtime.Ingest;

/// <summary>How long no daemon was there before this one. Each run that lived through it is told before anything else.</summary>
public sealed class Downtime(DaemonClock clock)
{
    /// <summary>When a daemon was last seen; null on a new store.</summary>
    public Timestamp? LastAlive { get; set; }

    private int _refusing;

    /// <summary>
    /// Some run's entries are not taken by the store. A daemon that lives so is none to its trainers: it does not say that it lives, and
    /// the next one counts it as away.
    /// </summary>
    internal bool IsRefusing => Volatile.Read(ref _refusing) > 0;

    /// <summary>One more run is refused, or one less.</summary>
    internal void Refused(int by) => Interlocked.Add(ref _refusing, by);

    /// <summary>What a run whose last entry is from then has not seen of the daemon, in microseconds; 0 where there is nothing to tell.</summary>
    internal long Missed(Timestamp lastReceived)
    {
        if (LastAlive is not { } alive || lastReceived >= clock.StartedAt) return 0;
        var from = alive > lastReceived ? alive : lastReceived;
        return Math.Max(0, clock.StartedAt.Microseconds - from.Microseconds);
    }
}
