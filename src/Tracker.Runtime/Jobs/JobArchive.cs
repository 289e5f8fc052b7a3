using Tracker.Core.Runs;

namespace Tracker.Runtime.Jobs;

/// <summary>
/// The directories of jobs, the newest first. Most are of jobs that are over: these are read when somebody asks, and not kept, so that
/// years of jobs cost no memory. Ids of runs are in the order of making, and so are the names of the directories.
/// </summary>
internal sealed class JobArchive(string directory)
{
    /// <summary>Every job that there is a directory of.</summary>
    public IEnumerable<RunId> All =>
        Directory.EnumerateDirectories(directory)
            .Select(path => Path.GetFileName(path)!)
            .OrderDescending(StringComparer.Ordinal)
            .Select(name => RunId.TryParse(name, out var run) ? run : (RunId?)null)
            .OfType<RunId>();

    /// <summary>The directory that a job has or would have.</summary>
    public JobDirectory Of(RunId run) => new(Path.Combine(directory, run.ToString()));

    /// <summary>When a job was over for good; null when it is not, or there is none.</summary>
    public DateTime? OverSince(RunId run) => new FileInfo(Of(run).OverFile) is { Exists: true } file ? file.LastWriteTimeUtc : null;

    /// <summary>Reads a job that is over; null when there is none.</summary>
    public JobEntry? Read(RunId run) =>
        Of(run) is { } folder && File.Exists(folder.OverFile) && folder.Read() is var (spec, state) ? new JobEntry(run, spec, state, folder) : null;
}
