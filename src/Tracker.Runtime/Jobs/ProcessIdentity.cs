using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>Names one process for ever: a process id alone is given out again after a while and after each boot.</summary>
/// <param name="BootId">The boot of the machine.</param>
/// <param name="Pid">The process id.</param>
/// <param name="StartTime">Clock ticks from boot to its start.</param>
internal sealed record ProcessIdentity(string BootId, int Pid, ulong StartTime)
{
    /// <summary>The process that has this id now; null when there is none.</summary>
    public static ProcessIdentity? Of(int pid) =>
        ProcessStat.Read(pid) is { } stat ? new ProcessIdentity(ProcessStat.BootId, pid, stat.StartTime) : null;

    /// <summary>The very process is there, running or not yet reaped.</summary>
    public bool Exists => BootId == ProcessStat.BootId && ProcessStat.Read(Pid) is { } stat && stat.StartTime == StartTime;
}
