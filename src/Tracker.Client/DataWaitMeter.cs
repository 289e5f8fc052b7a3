namespace Tracker.Client;

/// <summary>Which share of its time a training loop waits for data, told every few seconds.</summary>
internal sealed class DataWaitMeter(TimeProvider time)
{
    public const string Name = "system/data-wait-share";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _began = time.GetTimestamp();
    private long _waited;

    /// <summary>The step that was logged last.</summary>
    public long Step { get; private set; }

    public DataWait Begin() => new(this, time.GetTimestamp());

    public void Waited(long since)
    {
        lock (_lock) _waited += time.GetTimestamp() - Math.Max(since, _began);
    }

    /// <summary>The share since the last time, 0 to 1, when it is due or this is the last.</summary>
    public bool TryTake(long step, bool last, out double share)
    {
        lock (_lock)
        {
            share = 0;
            if (step >= 0) Step = step;
            var now = time.GetTimestamp();
            var passed = now - _began;
            if (passed <= 0 || (!last && time.GetElapsedTime(_began, now) < Interval)) return false;
            // Loops on several threads may wait at once.
            share = Math.Clamp((double)_waited / passed, 0, 1);
            _began = now;
            _waited = 0;
            return true;
        }
    }
}
