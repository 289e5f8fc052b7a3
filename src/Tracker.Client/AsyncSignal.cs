namespace Tracker.Client;

/// <summary>Wakes one waiting task. Raised before anybody waits, it is remembered once.</summary>
internal sealed class AsyncSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _waiter;
    private bool _raised;

    public void Raise()
    {
        TaskCompletionSource? waiter;
        lock (_lock)
        {
            waiter = _waiter;
            _waiter = null;
            _raised = waiter is null;
        }

        waiter?.TrySetResult();
    }

    /// <summary>Waits until the signal is raised.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => Next().WaitAsync(cancellationToken);

    /// <summary>Waits until the signal is raised or the time is over; true if it was raised.</summary>
    public async Task<bool> WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        Task next = Next();
        if (next.IsCompleted)
            return true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task over = Task.Delay(limit, time, stop.Token);
        Task first = await Task.WhenAny(next, over).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return first == next;
    }

    private Task Next()
    {
        lock (_lock)
        {
            if (_raised)
            {
                _raised = false;
                return Task.CompletedTask;
            }

            // A wait that ended by time or by cancellation leaves its source; the next wait takes it over.
            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }
}
