using System.ComponentModel.DataAnnotations;

namespace Tracker.Runtime.Jobs;

/// <summary>How jobs are executed.</summary>
public sealed record JobOptions
{
    /// <summary>Where a directory is kept for each job. Full path; no default.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>Folders that hold plugins, one folder each. Full paths; default none.</summary>
    [Required]
    public IReadOnlyList<string> PluginRoots { get; set; } = [];

    /// <summary>The job host's executable. Full path; no default.</summary>
    [Required]
    public string JobHost { get; set; } = "";

    /// <summary>Where jobs report to, as unix:/path. No default.</summary>
    [Required]
    public string Server { get; set; } = "";

    /// <summary>Jobs at a time. Default one a core; 1 to 1,024.</summary>
    [Range(1, 1_024)]
    public int Slots { get; set; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Threads that a job computes with. Default 1; 1 to 1,024.</summary>
    [Range(1, 1_024)]
    public int ThreadsPerSlot { get; set; } = 1;

    /// <summary>Jobs that may wait for a slot. Default 1,000; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; set; } = 1_000;

    /// <summary>How long a job may take to stop before it is killed. Default 60 s; 0 to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a plugin may take to describe itself. Default 30 s; 1 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan DescribePatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of stderr that are looked at to say why a job failed. Default 64 KiB; 1 KiB to 1 MiB.</summary>
    [Range(1 << 10, 1 << 20)]
    public int ErrorTailBytes { get; set; } = 64 << 10;

    /// <summary>First bytes of each output file of a job that are kept. Default 1 MiB; 64 KiB to 1 GiB.</summary>
    [Range(64L << 10, 1L << 30)]
    public long OutputHeadBytes { get; set; } = 1L << 20;

    /// <summary>Last bytes of each output file of a job that are kept; what lies between is freed as the job prints. Default 64 MiB; 2 MiB to 1 TiB.</summary>
    [Range(2L << 20, 1L << 40)]
    public long OutputTailBytes { get; set; } = 64L << 20;

    /// <summary>Names of environment variables that jobs get from the daemon beside those of the recipe. Default none.</summary>
    public IReadOnlyList<string> PassEnvironment { get; set; } = [];
}
