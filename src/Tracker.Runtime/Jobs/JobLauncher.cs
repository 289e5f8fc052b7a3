using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>Starts the process of a job and finds it again.</summary>
internal static class JobLauncher
{
    /// <summary>Starts it.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The shell could not be started.</exception>
    public static JobProcess Start(JobSpec spec, JobDirectory directory, JobOptions options)
    {
        var pid = DetachedProcess.Start(new SpawnRequest(
            JobShim.Arguments(directory.ExitFile, [options.JobHost, directory.SpecFile]),
            JobEnvironment.Of(spec, options),
            directory.Root,
            directory.StandardOutput,
            directory.StandardError));

        // It is this process's child: even if it has ended already it stays visible until it is reaped.
        return ProcessIdentity.Of(pid) is { } identity && JobProcess.Open(identity) is { } process
            ? process
            : throw new InvalidOperationException($"Process {pid} was started and cannot be seen in /proc.");
    }

    /// <summary>
    /// The process of a job whose id was not written down, because the daemon died between the start and the write. The run's id in
    /// its environment names it.
    /// </summary>
    public static JobProcess? FindUnrecorded(JobSpec spec)
    {
        var mark = $"TRACKER_RUN={spec.Run}";
        // The job's own processes inherit the mark, and some of them lead sessions; the first of them all is the shim.
        foreach (var process in ProcessStat.All().OrderBy(p => p.StartTime).ThenBy(p => p.Pid))
        {
            if (process.Session != process.Pid || process.State == 'Z' || !ProcessStat.HasVariable(process.Pid, mark)) continue;
            return JobProcess.Open(new ProcessIdentity(ProcessStat.BootId, process.Pid, process.StartTime));
        }

        return null;
    }
}
