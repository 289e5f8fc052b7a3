using Tracker.Core.Runs;

namespace Tracker.Runtime.Jobs;

/// <summary>
/// Marks the jobs that a backup brought. Those that waited in the queue then must not be started by the daemon that comes: nobody asked it
/// to, their working directories may be elsewhere, and the values of their environment variables are not in a backup.
/// </summary>
public static class RestoredJobs
{
    /// <summary>No copy of a database takes longer.</summary>
    private static readonly TimeSpan LongestCopy = TimeSpan.FromHours(1);

    /// <summary>
    /// Marks every job in a folder of jobs. The database is copied before the jobs: the run of a job that ended in between is one that
    /// lives there, so those that ended last tell their run so once more.
    /// </summary>
    /// <param name="jobs">Full path of the folder that holds a directory for each job.</param>
    /// <param name="madeAt">When the backup was made: after the copy of the database.</param>
    /// <exception cref="IOException">A mark cannot be written.</exception>
    public static void Mark(string jobs, DateTimeOffset madeAt)
    {
        var since = Timestamp.From(madeAt - LongestCopy).Microseconds;
        foreach (var path in Directory.EnumerateDirectories(jobs))
        {
            var directory = new JobDirectory(path);
            directory.MarkRestored();
            if (directory.Read() is not ({ }, { Phase: JobPhase.Exited } state) || state.EndedAt < since) continue;
            directory.WriteState(state with { EndReported = false });
            File.Delete(directory.OverFile);
        }
    }
}
