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

    /// <summary>The same run, by a second producer with a small spool: system series can be missed, and a daemon that is away is told of once.</summary>
    public static RunOptions OfSystemSeries(JobSpec spec) => new()
    {
        Run = spec.Run.Length > 0 ? spec.Run : null,
        Attempt = spec.Attempt,
        SpoolDirectory = SystemFolder(spec),
        SpoolLimitBytes = 1 << 20,
        QueueSamples = 1_000,
        Float32 = true,
        UserAgent = $"tracker-job {spec.Plugin} (system)",
        CloseTimeout = TimeSpan.FromSeconds(1),
        OnMessage = static _ => { },
    };

    /// <summary>Something of the system series waits.</summary>
    public static bool HasSystemSpool(JobSpec spec) => Directory.Exists(SystemFolder(spec));

    /// <summary>Nothing of it is missing at the daemon. A spool that stays tells the supervisor that something is left to send.</summary>
    public static void DeleteSpool(JobSpec spec) => Delete(Folder(spec));

    /// <summary>Nothing of the system series is missing at the daemon.</summary>
    public static void DeleteSystemSpool(JobSpec spec) => Delete(SystemFolder(spec));

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // It is sent once more, which changes nothing.
        }
    }

    private static string Folder(JobSpec spec) => Path.Combine(spec.JobDirectory, "spool");

    private static string SystemFolder(JobSpec spec) => Path.Combine(spec.JobDirectory, "spool-system");
}
