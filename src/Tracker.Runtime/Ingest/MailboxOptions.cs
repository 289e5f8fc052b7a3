using System.ComponentModel.DataAnnotations;

namespace Tracker.Runtime.Ingest;

/// <summary>How runs are kept in memory and saved.</summary>
public sealed record MailboxOptions
{
    /// <summary>Appends of one run that may be on their way at once. Default 4; 1 to 64.</summary>
    [Range(1, 64)]
    public int AppendsInFlight { get; init; } = 4;

    /// <summary>
    /// Samples after which a run is saved. A run whose state is large is saved after an eighth of its bytes, if that is more: folding
    /// again is cheaper than writing. Default 4,096; 1 to 10,000,000.
    /// </summary>
    [Range(1, 10_000_000)]
    public int SnapshotSamples { get; init; } = 4_096;

    /// <summary>Time after which a run that changed is saved. Default 30 s; 1 s to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SnapshotInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An idle run leaves the memory after this. Default 10 minutes; 1 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A run that is over leaves the memory after this. Default 1 minute; 1 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan OverFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often runs with a passed deadline are looked for. Default 1 s; 100 ms to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the daemon notes that it lives. Default 5 s; 1 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan AliveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause before something is offered to an outbox consumer again, or a save is tried again. Default 1 s; 100 ms to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
