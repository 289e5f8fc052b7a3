namespace Tracker.Endurance.Soak;

/// <summary>
/// When a training really logged. A machine that gave it no time makes a real silence, which a daemon may tell; only what the training
/// knows itself can say which alert was false.
/// </summary>
internal sealed class Pauses
{
    private static readonly TimeSpan Worth = TimeSpan.FromSeconds(5);

    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _long = [];
    private readonly Lock _lock = new();
    private DateTimeOffset _last;

    /// <summary>A row was logged just now.</summary>
    public void Note()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        lock (_lock)
        {
            if (_last != default && now - _last > Worth) _long.Add((_last, now));
            if (now > _last) _last = now;
        }
    }

    /// <summary>For how long nothing had been logged at a time.</summary>
    public TimeSpan SilenceAt(DateTimeOffset at)
    {
        lock (_lock)
        {
            foreach ((DateTimeOffset from, DateTimeOffset to) in _long)
            {
                if (from < at && at <= to) return at - from;
            }

            return at > _last && _last != default ? at - _last : TimeSpan.Zero;
        }
    }
}
