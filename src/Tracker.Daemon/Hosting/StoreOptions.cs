using System.ComponentModel.DataAnnotations;
using Tracker.Storage.Sqlite;

namespace Tracker.Daemon.Hosting;

/// <summary>When the store does what it does behind the acknowledgements, as <see cref="SqliteStorageOptions"/> describes it.</summary>
internal sealed record StoreOptions
{
    private static readonly SqliteStorageOptions Usual = new();

    /// <summary>Bytes of a run's entries from which it is sealed, and that are sealed in one commit. Default 2 MiB; 64 KiB to 16 MiB.</summary>
    [Range(64L << 10, 16L << 20)]
    public long SealBytes { get; init; } = Usual.SealBytes;

    /// <summary>Frames of a run that sends slowly are sealed when the oldest has waited so long. Default 6 hours; 1 minute to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SealAfter { get; init; } = Usual.SealAfter;

    /// <summary>Frames of a run that sends nothing more are sealed after so long. Default 1 minute; 1 second to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SealPausedFor { get; init; } = Usual.SealPausedFor;

    /// <summary>Bytes of write-ahead log from which it is copied into the file. Default 4 MiB; 64 KiB to 1 GiB.</summary>
    [Range(64L << 10, 1L << 30)]
    public long CheckpointBytes { get; init; } = Usual.CheckpointBytes;

    /// <summary>Bytes of write-ahead log from which it is started anew. Default 128 MiB; 1 MiB to 16 GiB.</summary>
    [Range(1L << 20, 1L << 34)]
    public long RestartLogBytes { get; init; } = Usual.RestartLogBytes;

    /// <summary>Bytes up to which the whole file is checked when it is opened. Default 256 MiB; 0 to 1 TiB.</summary>
    [Range(0, 1L << 40)]
    public long CheckUpToBytes { get; init; } = Usual.CheckUpToBytes;

    /// <summary>All that the store is told.</summary>
    public SqliteStorageOptions ToStorage(string directory, long maxBytes) => new()
    {
        DataDirectory = directory,
        MaxBytes = maxBytes,
        SealBytes = SealBytes,
        SealAfter = SealAfter,
        SealPausedFor = SealPausedFor,
        CheckpointBytes = CheckpointBytes,
        RestartLogBytes = RestartLogBytes,
        CheckUpToBytes = CheckUpToBytes,
    };
}
