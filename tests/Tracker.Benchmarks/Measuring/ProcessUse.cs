using System.Globalization;

namespace Tracker.Benchmarks.Measuring;

/// <summary>What a process uses, as Linux counts it.</summary>
internal static class ProcessUse
{
    // USER_HZ, which is 100 on every Linux that .NET runs on.
    private const double NanosecondsPerTick = 1e9 / 100;

    /// <summary>User and system time of all its threads so far, in nanoseconds; steps are 10 ms.</summary>
    public static double CpuNanoseconds(int process)
    {
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * NanosecondsPerTick;
    }

    /// <summary>Resident memory, in bytes.</summary>
    public static long ResidentBytes(int process)
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"))
            .First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
