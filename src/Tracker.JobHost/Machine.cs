using System.Globalization;

namespace Tracker.JobHost;

/// <summary>What the machine says of itself. Whatever cannot be read is empty: a job starts all the same.</summary>
internal static class Machine
{
    /// <summary>As Debian GNU/Linux 12 (bookworm).</summary>
    public static string System => Value("/etc/os-release", "PRETTY_NAME=").Trim('"');

    public static string Kernel => Lines("/proc/sys/kernel/osrelease").FirstOrDefault("");

    public static string Processor => Value("/proc/cpuinfo", "model name").TrimStart('\t', ' ', ':');

    public static long MemoryBytes =>
        long.TryParse(Value("/proc/meminfo", "MemTotal:").Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes << 10
            : 0;

    /// <summary>As the NVIDIA driver names them, in the order of their bus.</summary>
    public static IReadOnlyList<string> Gpus
    {
        get
        {
            const string Folder = "/proc/driver/nvidia/gpus";
            try
            {
                return Directory.Exists(Folder)
                    ? [.. Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal).Select(gpu => Value(Path.Combine(gpu, "information"), "Model:").Trim())]
                    : [];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return [];
            }
        }
    }

    private static string Value(string file, string name) =>
        Lines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line ? line[name.Length..] : "";

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
