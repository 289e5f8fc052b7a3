namespace Tracker.Client.Spooling;

/// <summary>Tasks that wait until a sequence is acknowledged. Used under the spool's lock.</summary>
internal sealed class AckWaiters
{
    private readonly List<(ulong Sequence, TaskCompletionSource Done)> _waiting = [];

    public Task Wait(ulong sequence, ulong acknowledged)
    {
        if (sequence <= acknowledged)
            return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((sequence, done));
        return done.Task;
    }

    public void Complete(ulong acknowledged)
    {
        foreach ((ulong sequence, TaskCompletionSource done) in _waiting)
        {
            if (sequence <= acknowledged)
                done.TrySetResult();
        }

        _waiting.RemoveAll(waiter => waiter.Sequence <= acknowledged);
    }

    /// <summary>The messages have other numbers now; who waited for some of them waits for all.</summary>
    public void Retarget(ulong sequence)
    {
        for (int i = 0; i < _waiting.Count; i++)
            _waiting[i] = (sequence, _waiting[i].Done);
    }
}
