using System.Globalization;

namespace Tracker.Runtime.Jobs.Posix;

/// <summary>What /proc/PID/stat says that a supervisor needs.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="State">One letter; Z is a process that ended and waits for its parent.</param>
/// <param name="Parent">Id of its parent.</param>
/// <param name="Group">Id of its process group.</param>
/// <param name="Session">Id of its session.</param>
/// <param name="StartTime">Clock ticks since boot.</param>
internal readonly record struct ProcessStat(int Pid, char State, int Parent, int Group, int Session, ulong StartTime)
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
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            int.Parse(fields[2], CultureInfo.InvariantCulture),
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            ulong.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>What a process started, and what that started, as it is now; without the process itself.</summary>
    public static List<ProcessStat> Descendants(int pid)
    {
        var children = All().ToLookup(process => process.Parent);
        var found = new List<ProcessStat>(children[pid]);
        for (var i = 0; i < found.Count; i++) found.AddRange(children[found[i].Pid]);
        return found;
    }

    /// <summary>The process was started with NAME=VALUE in its environment, and may be looked into.</summary>
    public static bool HasVariable(int pid, string variable)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/environ").Split('\0').Contains(variable, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
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
