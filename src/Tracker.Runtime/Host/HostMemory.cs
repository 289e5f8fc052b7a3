using System.Globalization;

namespace Tracker.Runtime.Host;

/// <summary>Main memory. The job host compiles this file too.</summary>
/// <param name="TotalBytes">All that there is.</param>
/// <param name="AvailableBytes">What programs can still get without swapping; caches that can be dropped are available.</param>
internal readonly record struct HostMemory(long TotalBytes, long AvailableBytes)
{
    /// <summary>Null where the kernel does not say.</summary>
    public static HostMemory? Read() => ProcFile.TryRead("/proc/meminfo") is { } text ? Parse(text) : null;

    /// <summary>From the text of /proc/meminfo; null where it is none.</summary>
    public static HostMemory? Parse(string text) =>
        Kibibytes(text, "MemTotal:") is { } total and > 0 && Kibibytes(text, "MemAvailable:") is { } available
            ? new HostMemory(total << 10, Math.Min(total, available) << 10)
            : null;

    private static long? Kibibytes(string text, string key)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(key)) continue;
            var value = line[key.Length..].Trim();
            var digits = value.IndexOf(' ') is >= 0 and var end ? value[..end] : value;
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 1L << 50 ? number : null;
        }

        return null;
    }
}
