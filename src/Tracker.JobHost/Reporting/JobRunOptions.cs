using Tracker.Client;

namespace Tracker.JobHost.Reporting;

/// <summary>A job's run and spool, for the job and for what sends the rest after its death.</summary>
internal static class JobRunOptions
{
    public static RunOptions Of(JobSpec spec) => new()
    {
        Run = spec.Run.Length > 0 ? spec.Run : null,
        Name = spec.Name.Length > 0 ? spec.Name : null,
        Experiment = spec.Experiment.Length > 0 ? spec.Experiment : null,
        Attempt = spec.Attempt,
        SpoolDirectory = Folder(spec),
        UserAgent = $"tracker-job {spec.Plugin}",
        // A slot waits for no daemon that is away: the supervisor has the rest sent later.
        CloseTimeout = TimeSpan.FromSeconds(3),
    };

    /// <summary>Nothing of it is missing at the daemon. A spool that stays tells the supervisor that something is left to send.</summary>
    public static void DeleteSpool(JobSpec spec)
    {
        try
        {
            Directory.Delete(Folder(spec), recursive: true);
        }
        catch (IOException)
        {
            // It is sent once more, which changes nothing.
        }
    }

    private static string Folder(JobSpec spec) => Path.Combine(spec.JobDirectory, "spool");
}
