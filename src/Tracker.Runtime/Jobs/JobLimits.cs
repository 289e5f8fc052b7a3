using System.ComponentModel.DataAnnotations;

namespace Tracker.Runtime.Jobs;

/// <summary>What jobs may take of the machine, in number, time and disk.</summary>
public sealed record JobLimits
{
    /// <summary>Jobs that may wait for a slot. Default 1,000; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; init; } = 1_000;

    /// <summary>How long a job may take to stop before it is killed. Default 60 s; 0 to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>First bytes of each output file of a job that are kept. Default 1 MiB; 64 KiB to 1 GiB.</summary>
    [Range(64L << 10, 1L << 30)]
    public long OutputHeadBytes { get; init; } = 1L << 20;

    /// <summary>Last bytes of each output file of a job that are kept; what lies between is freed as the job prints. Default 64 MiB; 2 MiB to 1 TiB.</summary>
    [Range(2L << 20, 1L << 40)]
    public long OutputTailBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of all files of a snapshot of code. Default 256 MiB; 1 MiB to 1 TiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long SnapshotBytes { get; init; } = 256L << 20;

    /// <summary>Files, folders and links of a snapshot of code. Default 20,000; 1 to 10,000,000.</summary>
    [Range(1, 10_000_000)]
    public int SnapshotFiles { get; init; } = 20_000;

    /// <summary>Jobs that are over and are kept in memory; older ones are read from the disk when somebody asks. Default 1,000; 0 to 1,000,000.</summary>
    [Range(0, 1_000_000)]
    public int ExitedInMemory { get; init; } = 1_000;

    /// <summary>How long the directory of a job that is over is kept: output, record, code, checkpoints. Default null, for as long as its run; 1 minute to 100 years.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan? KeepExited { get; init; }
}
