using System.Globalization;
using Tracker.Runtime.Jobs;

namespace Tracker.Daemon.Backup;

/// <summary>A file for a backup, or a part of one.</summary>
/// <param name="File">Full path.</param>
/// <param name="Name">Path within the backup; a part that begins further on ends in <c>@OFFSET</c>.</param>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Length">Bytes; null for all that follow.</param>
internal readonly record struct JobFile(string File, string Name, long Offset = 0, long? Length = null);

/// <summary>Which files of the job directories belong into a backup: what people look at, and no key to anything.</summary>
internal static class JobFiles
{
    /// <summary>There are two: the job's, and that of its system series.</summary>
    private const string Spool = "spool";
    private const string Checkpoints = "checkpoints";

    /// <summary>All of them, in order. Links are not followed; pipes, sockets and what goes away meanwhile are left out.</summary>
    public static IEnumerable<JobFile> Of(string root, bool withCheckpoints)
    {
        var jobs = Path.Combine(root, "jobs");
        if (!Directory.Exists(jobs)) yield break;
        foreach (var job in Directory.EnumerateDirectories(jobs).Where(job => !Path.GetFileName(job).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
            foreach (var file in Directory.EnumerateFiles(job, "*", options).Order(StringComparer.Ordinal))
            {
                if (!IsKept(Path.GetRelativePath(job, file), withCheckpoints) || !PlainFile.Is(file)) continue;
                foreach (var part in Parts(file, Path.GetRelativePath(root, file))) yield return part;
            }
        }
    }

    /// <summary>Where an entry of a backup belongs: the file, and where in it.</summary>
    public static (string Path, long Offset) Place(string name)
    {
        var at = name.LastIndexOf('@');
        return at > 0 && IsOutput(name[..at]) && long.TryParse(name.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? (name[..at], offset)
            : (name, 0);
    }

    /// <summary>The output of a job has holes where its middle was freed: what is left of a terabyte shall not become one in a backup.</summary>
    private static IEnumerable<JobFile> Parts(string file, string name)
    {
        if (!IsOutput(name)) return [new JobFile(file, name)];
        try
        {
            var parts = JobOutputParts.Of(file);
            return parts.Count == 0 ? [new JobFile(file, name)] : parts.Select((part, i) => new JobFile(
                file,
                part.Offset == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}@{part.Offset}"),
                part.Offset,
                i < parts.Count - 1 ? part.Length : null));
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    /// <summary>It is what a daemon wrote of what a job executes.</summary>
    public static bool IsSpec(string name) => name.Split('/') is ["jobs", _, "spec.json"];

    private static bool IsOutput(string name) => name.Split('/') is ["jobs", _, "stdout.log" or "stderr.log"];

    private static bool IsKept(string path, bool withCheckpoints)
    {
        var parts = path.Split('/');
        // What is a level deeper is the job's own: a tokenizer.py of its code is no key.
        return parts.Length == 1
            ? !path.EndsWith(".tmp", StringComparison.Ordinal) && !path.Contains("token", StringComparison.OrdinalIgnoreCase)
            : !parts[0].StartsWith(Spool, StringComparison.Ordinal) && (withCheckpoints || parts[0] != Checkpoints);
    }
}
