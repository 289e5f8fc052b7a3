using System.Globalization;
using Tracker.Runtime.Host;

namespace Tracker.JobHost.Sampling;

/// <summary>What /proc/PID/stat says of one process.</summary>
/// <param name="Pid">Its id.</param>
/// <param name="Parent">Its parent's id.</param>
/// <param name="Session">Its session's id.</param>
/// <param name="StartTime">Clock ticks since boot: with the id it names the process.</param>
/// <param name="CpuSeconds">Its processor time and that of its children that ended.</param>
/// <param name="ResidentBytes">Its memory that is in RAM.</param>
internal readonly record struct ProcessStatus(int Pid, int Parent, int Session, ulong StartTime, double CpuSeconds, long ResidentBytes)
{
    // USER_HZ, which is 100 on every system that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Null where there is no such process.</summary>
    public static ProcessStatus? Read(int pid) =>
        ProcFile.TryRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat")) is { } text ? Parse(pid, text) : null;

    /// <summary>From the text of the file; null where it is none.</summary>
    public static ProcessStatus? Parse(int pid, string text)
    {
        // The name in parentheses may hold spaces and parentheses itself: fields count from the last one.
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 22 || Number(fields[1]) is not { } parent || Number(fields[3]) is not { } session || Number(fields[19]) is not { } start) return null;
        long ticks = 0;
        for (var i = 11; i < 15; i++) ticks += Number(fields[i]) ?? 0;
        return new ProcessStatus(
            pid, (int)parent, (int)session, (ulong)start, ticks / TicksPerSecond, Math.Max(0, Number(fields[21]) ?? 0) * Environment.SystemPageSize);
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What /proc/PID/io says of one process and of its children that ended.</summary>
/// <param name="ReadBytes">Read from storage.</param>
/// <param name="WrittenBytes">Written to storage.</param>
internal readonly record struct ProcessIo(long ReadBytes, long WrittenBytes)
{
    /// <summary>Null where the kernel does not count it, or not for us.</summary>
    public static ProcessIo? Read(int pid) =>
        ProcFile.TryRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/io")) is { } text ? Parse(text) : null;

    /// <summary>From the text of the file; null where it is none.</summary>
    public static ProcessIo? Parse(string text)
    {
        long? read = null, written = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("read_bytes: ")) read = Number(line[12..]);
            else if (line.StartsWith("write_bytes: ")) written = Number(line[13..]);
        }

        return read is { } r && written is { } w ? new ProcessIo(r, w) : null;
    }

    private static long? Number(ReadOnlySpan<char> text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
