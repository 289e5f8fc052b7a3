using Tracker.Client.Spooling;

namespace Tracker.Client.Streaming;

/// <summary>Messages that were sent and are not acknowledged: their number is bounded, and their samples are counted when they are.</summary>
internal sealed class InFlight(int limit, ClientCounters counters)
{
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _entries = new();
    private readonly HashSet<ulong> _rejected = [];
    private ulong _highestSent;

    public bool IsFull
    {
        get
        {
            lock (_lock)
                return _entries.Count >= limit;
        }
    }

    public void Sent(in SpooledMessage message, bool isOfThisProcess)
    {
        lock (_lock)
        {
            int samples = isOfThisProcess ? message.Samples : 0;
            _entries.Enqueue(new Entry(message.Sequence, samples));
            if (message.Sequence <= _highestSent)
                return;
            _highestSent = message.Sequence;
            counters.Sent(samples);
        }
    }

    /// <summary>Remembers that a message was refused, and tells how far that settles everything.</summary>
    /// <returns>The highest sequence up to which all is settled, or 0.</returns>
    public ulong Rejected(ulong sequence)
    {
        lock (_lock)
        {
            _rejected.Add(sequence);
            ulong settled = 0;
            foreach (Entry entry in _entries)
            {
                if (!_rejected.Contains(entry.Sequence))
                    break;
                settled = entry.Sequence;
            }

            return settled;
        }
    }

    public void Acknowledged(ulong sequence)
    {
        lock (_lock)
        {
            while (_entries.TryPeek(out Entry entry) && entry.Sequence <= sequence)
            {
                _entries.Dequeue();
                if (_rejected.Remove(entry.Sequence))
                    counters.Rejected(entry.Samples);
                else
                    counters.Acknowledged(entry.Samples);
            }
        }
    }

    /// <summary>What is left will be sent again.</summary>
    public void SendAgain()
    {
        lock (_lock)
            _entries.Clear();
    }

    /// <summary>All messages have other numbers now.</summary>
    public void Renumbered()
    {
        lock (_lock)
        {
            _entries.Clear();
            _rejected.Clear();
            _highestSent = 0;
        }
    }

    private readonly record struct Entry(ulong Sequence, int Samples);
}
