using Tracker.Core.Runs;

namespace Tracker.Runtime.Ingest;

/// <summary>
/// The daemon's time: the wall clock as it stood when the daemon started, and monotonic from there. So a wall clock that is set
/// while the daemon runs neither stalls a run nor hides a stall.
/// </summary>
public sealed class DaemonClock
{
    private readonly TimeProvider _time;
    private readonly long _startStamp;

    /// <summary>Starts now.</summary>
    public DaemonClock(TimeProvider time)
    {
        _time = time;
        StartedAt = Timestamp.From(time.GetUtcNow());
        _startStamp = time.GetTimestamp();
    }

    /// <summary>When the daemon started.</summary>
    public Timestamp StartedAt { get; }

    /// <summary>Never falls.</summary>
    public Timestamp Now => StartedAt + _time.GetElapsedTime(_startStamp);
}
