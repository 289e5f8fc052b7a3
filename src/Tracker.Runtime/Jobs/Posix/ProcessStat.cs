using System.Globalization;

namespace Tracker.Runtime.Jobs.Posix;

/// <summary>What /proc/PID/stat says that a supervisor needs.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="State">One letter; Z is a process that ended and waits for its parent.</param>
/// <param name="Session">Id of its session.</param>
/// <param name="StartTime">Clock ticks since boot.</param>
internal readonly record struct ProcessStat(int Pid, char State, int Session, ulong StartTime)
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>Names this boot of the machine; process ids mean nothing beyond it.</summary>
    public static string BootId { get; } = File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : "unknown";

    /// <summary>Null when there is no such process.</summary>
    public static ProcessStat? Read(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }

        // The name in parentheses may hold spaces and parentheses itself: fields count from the last one.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStat(
            pid,
            fields[0][0],
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            ulong.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>Every process that can be seen.</summary>
    public static IEnumerable<ProcessStat> All()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && Read(pid) is { } stat)
            {
                yield return stat;
            }
        }
    }
}
