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

    /// <summary>How long a plugin may take to describe itself. Default 30 s; 1 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan DescribePatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of stderr that are looked at to say why a job failed. Default 64 KiB; 1 KiB to 1 MiB.</summary>
    [Range(1 << 10, 1 << 20)]
    public int ErrorTailBytes { get; set; } = 64 << 10;

    /// <summary>What jobs may take.</summary>
    [Required]
    public JobLimits Limits { get; set; } = new();

    /// <summary>How often a job's system series are measured; zero is never. Default 10 s; 1 s to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SystemInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Names of environment variables that jobs get from the daemon beside those of the recipe. Default none.</summary>
    public IReadOnlyList<string> PassEnvironment { get; set; } = [];
}
