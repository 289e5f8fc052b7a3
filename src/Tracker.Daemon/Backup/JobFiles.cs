namespace Tracker.Daemon.Backup;

/// <summary>Which files of the job directories belong into a backup: what people look at, and no key to anything.</summary>
internal static class JobFiles
{
    private const string Spool = "spool";
    private const string Checkpoints = "checkpoints";

    /// <summary>Full path and path within the backup of each, in order. Links are not followed; what goes away meanwhile is left out.</summary>
    public static IEnumerable<(string File, string Name)> Of(string root, bool withCheckpoints)
    {
        var jobs = Path.Combine(root, "jobs");
        if (!Directory.Exists(jobs)) yield break;
        foreach (var job in Directory.EnumerateDirectories(jobs).Where(job => !Path.GetFileName(job).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
            foreach (var file in Directory.EnumerateFiles(job, "*", options).Order(StringComparer.Ordinal))
            {
                if (IsKept(Path.GetRelativePath(job, file), withCheckpoints)) yield return (file, Path.GetRelativePath(root, file));
            }
        }
    }

    private static bool IsKept(string path, bool withCheckpoints)
    {
        var folder = path.Split('/')[0];
        var name = Path.GetFileName(path);
        return folder != Spool
            && (withCheckpoints || folder != Checkpoints)
            && !name.EndsWith(".tmp", StringComparison.Ordinal)
            && !name.Contains("token", StringComparison.OrdinalIgnoreCase);
    }
}
