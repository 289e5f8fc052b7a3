namespace Tracker.JobHost.Sampling;

/// <summary>The names of what the job host measures, see docs/system-series.md.</summary>
internal static class SystemSeries
{
    public const string ProcessCpu = "system/process/cpu";
    public const string ProcessMemory = "system/process/memory-bytes";
    public const string HostCpu = "system/host/cpu";
    public const string HostMemory = "system/host/memory-used";
    public const string DiskUsed = "system/disk/used";
    public const string DiskRead = "system/disk/read-bytes-per-second";
    public const string DiskWritten = "system/disk/write-bytes-per-second";

    /// <summary>GPUs whose series a run gets at most.</summary>
    public const int MostGpus = 16;

    public static string Gpu(int index, string what) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"system/gpu/{index}/{what}");
}
