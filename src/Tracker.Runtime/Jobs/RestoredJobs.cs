namespace Tracker.Runtime.Jobs;

/// <summary>
/// Marks the jobs that a backup brought. Those that waited in the queue then must not be started by the daemon that comes: nobody asked it
/// to, their working directories may be elsewhere, and the values of their environment variables are not in a backup.
/// </summary>
public static class RestoredJobs
{
    /// <summary>Marks every job in a folder of jobs.</summary>
    /// <param name="jobs">Full path of the folder that holds a directory for each job.</param>
    /// <exception cref="IOException">A mark cannot be written.</exception>
    public static void Mark(string jobs)
    {
        foreach (var path in Directory.EnumerateDirectories(jobs)) new JobDirectory(path).MarkRestored();
    }
}
