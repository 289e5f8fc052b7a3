using Google.Protobuf;

namespace Tracker.Client.Batching;

/// <summary>
/// Takes samples from the training loop and gives them, whole pages at a time, to the task that packs them. The lock is held for the copy
/// of one row, or to exchange two references: the loop never waits for a disk, a network or a reader.
/// </summary>
internal sealed class LogBuffer(int capacity, int batchSamples, ClientCounters counters)
{
    private const int MaxControls = 4_096;

    private readonly Lock _lock = new();
    private LogPage _page = new();
    private bool _closed;

    /// <summary>Raised when the first row of a page comes, when a batch is full, and for everything that is no sample.</summary>
    public AsyncSignal Ready { get; } = new();

    public bool IsBatchFull
    {
        get
        {
            lock (_lock)
                return _page.PointCount >= batchSamples || _page.Controls.Count > 0;
        }
    }

    public void Append(long step, long utcTicks, ReadOnlySpan<(string Name, double Value)> metrics)
    {
        if (metrics.IsEmpty)
            return;
        bool raise;
        lock (_lock)
        {
            int before = _page.PointCount;
            if (_closed || before + metrics.Length > capacity)
            {
                counters.Drop(_closed ? DropReason.Closed : DropReason.QueueFull, metrics.Length);
                return;
            }

            _page.Append(step, utcTicks, metrics);
            counters.Logged(metrics.Length);
            raise = before == 0 || (before < batchSamples && _page.PointCount >= batchSamples);
        }

        if (raise)
            Ready.Raise();
    }

    /// <summary>Facts, a phase, an alert, an outcome or the end, in their place among the samples. False where there is no room any more.</summary>
    public bool Append(IMessage control)
    {
        lock (_lock)
        {
            if (_closed || _page.Controls.Count >= MaxControls)
                return false;
            _page.Controls.Add((_page.RowCount, control));
        }

        Ready.Raise();
        return true;
    }

    /// <summary>Gives the filled page for an empty one.</summary>
    public LogPage Exchange(LogPage empty)
    {
        lock (_lock)
        {
            LogPage filled = _page;
            _page = empty;
            return filled;
        }
    }

    /// <summary>From now on everything is counted as dropped.</summary>
    public void Close()
    {
        lock (_lock)
            _closed = true;
    }
}
