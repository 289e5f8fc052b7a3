using System.Globalization;

namespace Tracker.Runtime.Host;

/// <summary>What all processors together did since boot, in clock ticks. The job host compiles this file too.</summary>
/// <param name="Busy">Working, for whomever; waiting for a disk is not working.</param>
/// <param name="Total">All.</param>
internal readonly record struct CpuTimes(ulong Busy, ulong Total)
{
    /// <summary>Null where the kernel does not say.</summary>
    public static CpuTimes? Read() => ProcFile.TryRead("/proc/stat") is { } text ? Parse(text) : null;

    /// <summary>From the text of /proc/stat; null where it is none.</summary>
    public static CpuTimes? Parse(string text)
    {
        var line = text.AsSpan()[..(text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? end : text.Length)];
        if (!line.StartsWith("cpu ")) return null;
        ulong busy = 0, total = 0;
        var field = 0;
        foreach (var range in line[4..].Split(' '))
        {
            var word = line[4..][range];
            if (word.IsEmpty) continue;
            if (!ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)) return null;
            // user nice system idle iowait irq softirq steal; then guests, who are counted among the users already.
            if (field is not (3 or 4)) busy += ticks;
            total += ticks;
            if (++field == 8) break;
        }

        return field < 4 ? null : new CpuTimes(busy, total);
    }

    /// <summary>Share of the time since then that was spent working, 0 to 1; null where no time has passed.</summary>
    public double? ShareSince(CpuTimes before) =>
        Total > before.Total && Busy >= before.Busy ? Math.Min(1, (double)(Busy - before.Busy) / (Total - before.Total)) : null;
}
