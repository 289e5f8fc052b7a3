namespace Tracker.Client;

/// <summary>Wakes the one task that waits. Raised while nobody waits, it is remembered once.</summary>
internal sealed class AsyncSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _source = NewSource();

    public void Raise()
    {
        lock (_lock)
            _source.TrySetResult();
    }

    /// <summary>Waits until the signal is raised.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Current().WaitAsync(cancellationToken).ConfigureAwait(false);
        Reset();
    }

    /// <summary>Waits until the signal is raised or the time is over; true if it was raised.</summary>
    public async Task<bool> WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        Task raised = Current();
        if (!raised.IsCompleted)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(raised, Task.Delay(limit, time, stop.Token)).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (!raised.IsCompleted)
                return false;
        }

        Reset();
        return true;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task Current()
    {
        lock (_lock)
            return _source.Task;
    }

    private void Reset()
    {
        lock (_lock)
            _source = NewSource();
    }
}
