using System.Collections.Immutable;

namespace Tracker.Runtime.Host;

/// <summary>How this machine fares, as it was measured last.</summary>
public sealed record HostPicture
{
    /// <summary>Processors that the daemon may use.</summary>
    public int Cores { get; init; }

    /// <summary>Share of the time of all processors that was spent working, 0 to 1; null before the second measurement.</summary>
    public double? CpuShare { get; init; }

    /// <summary>Main memory in bytes; 0 where the kernel does not say.</summary>
    public long MemoryTotalBytes { get; init; }

    /// <summary>What of it programs can still get without swapping.</summary>
    public long MemoryAvailableBytes { get; init; }

    /// <summary>The file system of the data directory in bytes; 0 where it is not known.</summary>
    public long DiskTotalBytes { get; init; }

    /// <summary>What the daemon can still write to it.</summary>
    public long DiskFreeBytes { get; init; }

    /// <summary>Each GPU that answers; none where there is none, or no job host to ask.</summary>
    public ImmutableArray<GpuPicture> Gpus { get; init; } = [];

    /// <summary>One sentence where the GPUs cannot be read; else empty.</summary>
    public string GpuProblem { get; init; } = "";
}

/// <summary>What one GPU says; null is what it does not say.</summary>
/// <param name="Index">As the driver counts.</param>
/// <param name="Uuid">As GPU-....</param>
/// <param name="Name">Its model.</param>
/// <param name="Utilisation">Share of the last moments in which something ran on it, 0 to 1.</param>
/// <param name="MemoryUsedBytes">Bytes in use.</param>
/// <param name="MemoryTotalBytes">Bytes that there are.</param>
/// <param name="Temperature">Degrees Celsius.</param>
/// <param name="Power">Watts.</param>
public sealed record GpuPicture(
    int Index, string Uuid, string Name, double? Utilisation, long? MemoryUsedBytes, long? MemoryTotalBytes, double? Temperature, double? Power);
