using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>
/// Which folders are plugins, and which of them may be run. A name from a caller is compared with what is there; it never becomes
/// part of a path.
/// </summary>
internal static class PluginFolders
{
    private const int MostFiles = 10_000;

    /// <summary>Full path of each plugin's folder, in the order of names; the first root wins.</summary>
    public static SortedDictionary<string, string> Find(IEnumerable<string> roots)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var root in roots.Where(Directory.Exists))
        {
            foreach (var folder in Directory.EnumerateDirectories(Path.GetFullPath(root)))
            {
                var name = Path.GetFileName(folder);
                if (!name.StartsWith('.')) found.TryAdd(name, folder);
            }
        }

        return found;
    }

    /// <summary>One sentence that says why code of this folder is not run; null when it may be.</summary>
    public static string? WhyRefused(string folder)
    {
        var root = RealPath(Path.GetDirectoryName(folder)!);
        var real = RealPath(folder);
        if (!IsInside(real, root)) return $"Plugin folder {folder} leads out of {root}: put the folder itself there instead of a link.";
        var count = 0;
        foreach (var path in Directory.EnumerateFileSystemEntries(real, "*", SearchOption.AllDirectories).Prepend(real).Prepend(root))
        {
            if (++count > MostFiles) return $"Plugin folder {folder} holds more than {MostFiles} files: remove what is no part of the plugin.";
            if (path != root && !IsInside(RealPath(path), real) && path != real)
                return $"{path} leads out of its plugin's folder: copy the file there instead of a link.";
            if (FileOwner.Of(path) is not { IsTrusted: true })
                return $"{path} can be written by others than the daemon's user: chown it to that user and chmod go-w it.";
        }

        return null;
    }

    private static bool IsInside(string path, string directory) =>
        path.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static string RealPath(string path)
    {
        // Link by link from the root, as a link may lie anywhere along the way.
        var real = "/";
        foreach (var part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            real = info.LinkTarget is null ? next : RealPath(info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next);
        }

        return real;
    }
}
