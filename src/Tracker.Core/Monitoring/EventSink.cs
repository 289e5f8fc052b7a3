using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>Numbers events and hands them out.</summary>
internal sealed class EventSink
{
    private ICollection<RunEvent>? _target;

    /// <summary>Number of the last event.</summary>
    public ulong Last { get; set; }

    /// <summary>When the input was received that brings them.</summary>
    public Timestamp At { get; private set; }

    public void Open(ICollection<RunEvent> target, Timestamp at)
    {
        _target = target;
        At = at;
    }

    /// <summary>A loaded state goes on from there.</summary>
    public void Resume(Timestamp at) => At = at;

    public void Close() => _target = null;

    public void Add(RunEvent made)
    {
        Last = made.Number;
        _target?.Add(made);
    }
}
