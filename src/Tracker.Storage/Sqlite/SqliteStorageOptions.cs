using System.ComponentModel.DataAnnotations;
using Tracker.Storage.Migrations;

namespace Tracker.Storage.Sqlite;

/// <summary>Where and how the one database file lives.</summary>
public sealed record SqliteStorageOptions
{
    /// <summary>The file's name within the data directory.</summary>
    public const string FileName = "tracker.db";

    /// <summary>The data directory; it is there already. No default.</summary>
    [Required]
    public string DataDirectory { get; init; } = "";

    /// <summary>
    /// Bytes up to which the whole file is checked when it is opened; a larger one has its header, schema and free list checked.
    /// Default 256 MiB (about a second); 0 to 1 TiB.
    /// </summary>
    [Range(0, 1L << 40)]
    public long CheckUpToBytes { get; init; } = 256L << 20;

    /// <summary>How often maintenance looks. Default 1 s; 100 ms to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan MaintenanceInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of write-ahead log from which maintenance copies it into the file. Default 4 MiB; 64 KiB to 1 GiB.</summary>
    [Range(64L << 10, 1L << 30)]
    public long CheckpointBytes { get; init; } = 4L << 20;

    /// <summary>
    /// Bytes of write-ahead log from which the writer itself copies it into the file and starts it anew. Default 128 MiB; 1 MiB to 16 GiB.
    /// </summary>
    [Range(1L << 20, 1L << 34)]
    public long RestartLogBytes { get; init; } = 128L << 20;

    /// <summary>
    /// Bytes that the file may grow to, so that a shared disk keeps room for others; what does not fit is refused as on a full disk.
    /// 0 is no limit. Default 0; to 16 TiB.
    /// </summary>
    [Range(0, 1L << 44)]
    public long MaxBytes { get; init; }

    /// <summary>SQLite's name of the file system to go through; null is its own. Tests put a failing disk there.</summary>
    internal string? Vfs { get; init; }

    /// <summary>The steps of the schema; null is <see cref="Migration.All"/>. Tests give their own.</summary>
    internal IReadOnlyList<Migration>? Migrations { get; init; }

    /// <summary>Frames are sealed into chunks; where this is false they stay as they came. Default true.</summary>
    public bool Seal { get; init; } = true;

    /// <summary>Bytes of entries from which a run is sealed, and that are sealed in one commit. Default 2 MiB; 64 KiB to 16 MiB.</summary>
    [Range(64L << 10, 16L << 20)]
    public long SealBytes { get; init; } = 2L << 20;

    /// <summary>Frames of a run that sends slowly are sealed when the oldest has waited so long. Default 6 hours; 1 minute to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SealAfter { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Frames of a run that sends nothing more are sealed after so long. Default 1 minute; 1 second to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SealPausedFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The path of the database.</summary>
    public string Path => System.IO.Path.Combine(DataDirectory, FileName);
}
