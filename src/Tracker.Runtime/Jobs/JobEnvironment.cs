using System.Globalization;
using System.Runtime.InteropServices;

namespace Tracker.Runtime.Jobs;

/// <summary>The whole environment of a job's process: what the daemon was started with does not leak into trainings.</summary>
internal static class JobEnvironment
{
    private static readonly string[] Passed = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", "USER", "LOGNAME"];

    /// <summary>What every process of the job host gets.</summary>
    public static Dictionary<string, string> Common(JobOptions options)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // glibc raises this limit by itself, and a training's heap then grows to gigabytes of holes; set, it stays.
            ["MALLOC_MMAP_THRESHOLD_"] = "131072",
            ["OMP_NUM_THREADS"] = options.ThreadsPerSlot.ToString(CultureInfo.InvariantCulture),
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_DbgEnableMiniDump"] = "0",
            ["DOTNET_NOLOGO"] = "1",
            // The job host runs on the very runtime that the daemon runs on, wherever that is installed.
            ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            ["LANG"] = "C.UTF-8",
        };
        foreach (var name in Passed.Concat(options.PassEnvironment))
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) environment[name] = value;
        }

        return environment;
    }

    /// <summary>What the process of one job gets.</summary>
    public static Dictionary<string, string> Of(JobSpec spec, JobOptions options)
    {
        var environment = Common(options);
        environment["TRACKER_RUN"] = spec.Run;
        environment["TRACKER_SERVER"] = options.Server;
        environment["TRACKER_SEED"] = spec.Seed.ToString(CultureInfo.InvariantCulture);
        environment["TRACKER_TOKEN_FILE"] = new JobDirectory(Path.Combine(options.Directory, spec.Run)).TokenFile;
        environment["TRACKER_SYSTEM_INTERVAL"] = options.SystemInterval.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        environment["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID";
        // Empty hides every GPU; auto leaves the choice to the job.
        if (JobDevice.VisibleGpus(spec.Device) is { } gpus) environment["CUDA_VISIBLE_DEVICES"] = gpus;
        return environment;
    }
}
