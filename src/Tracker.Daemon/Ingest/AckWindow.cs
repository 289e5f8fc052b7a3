namespace Tracker.Daemon.Ingest;

/// <summary>
/// How far a stream may be acknowledged: decisions come back on any thread, and what was said of a message (a rejection) must go
/// down before the acknowledgement that covers it.
/// </summary>
internal sealed class AckWindow
{
    private readonly Lock _lock = new();
    private readonly List<ulong> _unanswered = [];
    private ulong _durable;

    /// <summary>A message is taken.</summary>
    public void Enter(ulong sequence)
    {
        lock (_lock) _unanswered.Add(sequence);
    }

    /// <summary>A message is answered.</summary>
    /// <param name="sequence">Of the message.</param>
    /// <param name="durable">Everything up to this is durable, as far as its decision says.</param>
    /// <returns>Everything up to this may be acknowledged.</returns>
    public ulong Leave(ulong sequence, ulong durable)
    {
        lock (_lock)
        {
            _unanswered.Remove(sequence);
            _durable = Math.Max(_durable, durable);
            return _unanswered.Count == 0 ? _durable : Math.Min(_durable, _unanswered.Min() - 1);
        }
    }
}
