using System.ComponentModel.DataAnnotations;

namespace Tracker.Runtime.Host;

/// <summary>How this machine is measured.</summary>
public sealed record HostWatchOptions
{
    /// <summary>How often; zero is never. Default 10 s; 1 s to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The disk that is measured is the one of this folder. Full path; no default.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>The job host's executable, which asks the GPUs. Full path; one that is not there asks none. No default.</summary>
    [Required]
    public string JobHost { get; set; } = "";
}
