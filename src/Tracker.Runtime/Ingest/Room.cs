namespace Tracker.Runtime.Ingest;

/// <summary>What one run has taken of the room.</summary>
internal sealed class RunRoom
{
    private int _waiting;

    public long Bytes { get; set; }

    public int Inputs { get; set; }

    /// <summary>Calls that wait for room; changed under the lock, and read without.</summary>
    public int Waiting
    {
        get => Volatile.Read(ref _waiting);
        set => Volatile.Write(ref _waiting, value);
    }
}

/// <summary>
/// The memory for inputs that are taken and not yet decided, of all runs and of each. Who comes while others of the same run wait
/// waits behind them. This is the one lock between callers; the run's own state is beyond it.
/// </summary>
internal sealed class Room(IngestLimits limits)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private long _bytes;

    public long Bytes => Volatile.Read(ref _bytes);

    public bool TryTake(RunRoom run, int bytes)
    {
        lock (_lock) return run.Waiting == 0 && TryTakeLocked(run, bytes);
    }

    /// <summary>Somebody waits for room in this run.</summary>
    public static bool IsCrowded(RunRoom run) => run.Waiting > 0;

    /// <summary>Waits for room. False when the token ended the wait: nothing was taken then.</summary>
    public async ValueTask<bool> TakeAsync(RunRoom run, int bytes, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(run, bytes);
        LinkedListNode<Waiter> node;
        lock (_lock)
        {
            if (run.Waiting == 0 && TryTakeLocked(run, bytes)) return true;
            if (cancellationToken.IsCancellationRequested) return false;
            run.Waiting++;
            node = _waiters.AddLast(waiter);
        }

        using var registration = cancellationToken.UnsafeRegister(
            static state =>
            {
                var (room, node) = ((Room, LinkedListNode<Waiter>))state!;
                room.GiveUp(node);
            },
            (this, node));
        return await waiter.Granted.Task.ConfigureAwait(false);
    }

    public void Return(RunRoom run, int bytes)
    {
        lock (_lock)
        {
            run.Bytes -= bytes;
            run.Inputs--;
            _bytes -= bytes;
            if (_waiters.Count > 0) GrantLocked();
        }
    }

    /// <summary>An early input keeps its share of all, and leaves its share of the run to the one that is missing.</summary>
    public void Hold(RunRoom run, int bytes)
    {
        lock (_lock)
        {
            run.Bytes -= bytes;
            run.Inputs--;
            if (_waiters.Count > 0) GrantLocked();
        }
    }

    /// <summary>The input that was held goes on; it may go over the run's share.</summary>
    public void Release(RunRoom run, int bytes)
    {
        lock (_lock)
        {
            run.Bytes += bytes;
            run.Inputs++;
        }
    }

    private bool TryTakeLocked(RunRoom run, int bytes)
    {
        // A run, and the daemon, that hold nothing take any message: else one that is larger than the limit would wait for ever.
        if (run.Inputs > 0 && (run.Bytes + bytes > limits.UndecidedBytesPerRun || run.Inputs >= limits.UndecidedInputsPerRun)) return false;
        if (_bytes > 0 && _bytes + bytes > limits.UndecidedBytes) return false;
        run.Bytes += bytes;
        run.Inputs++;
        _bytes += bytes;
        return true;
    }

    private void GrantLocked()
    {
        HashSet<RunRoom>? passed = null;
        for (var node = _waiters.First; node is not null;)
        {
            var next = node.Next;
            var waiter = node.Value;
            if (passed?.Contains(waiter.Run) != true)
            {
                if (TryTakeLocked(waiter.Run, waiter.Bytes))
                {
                    _waiters.Remove(node);
                    waiter.Run.Waiting--;
                    waiter.Granted.TrySetResult(true);
                }
                else
                {
                    (passed ??= []).Add(waiter.Run);
                }
            }

            node = next;
        }
    }

    private void GiveUp(LinkedListNode<Waiter> node)
    {
        lock (_lock)
        {
            if (node.List is null) return;
            _waiters.Remove(node);
            node.Value.Run.Waiting--;
            node.Value.Granted.TrySetResult(false);
            if (_waiters.Count > 0) GrantLocked();
        }
    }

    private sealed class Waiter(RunRoom run, int bytes)
    {
        public RunRoom Run { get; } = run;

        public int Bytes { get; } = bytes;

        public TaskCompletionSource<bool> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
