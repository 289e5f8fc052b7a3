using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>
/// What a job left behind although its job host, which would have ended it, was killed itself: processes with sessions of their own and no
/// parent. The path of the job's token in their environment names them; nobody else is given that.
/// </summary>
internal static class JobLeftovers
{
    /// <summary>Kills them.</summary>
    public static void End(JobDirectory directory)
    {
        var mark = $"TRACKER_TOKEN_FILE={directory.TokenFile}";
        foreach (var process in ProcessStat.All())
        {
            if (process.State != 'Z' && process.Pid != Environment.ProcessId && ProcessStat.HasVariable(process.Pid, mark)) _ = LibC.Kill(process.Pid, LibC.SigKill);
        }
    }
}
