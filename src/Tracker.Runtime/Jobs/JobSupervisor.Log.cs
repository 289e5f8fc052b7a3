using Microsoft.Extensions.Logging;

namespace Tracker.Runtime.Jobs;

public sealed partial class JobSupervisor
{
    [LoggerMessage(3001, LogLevel.Information, "Job {Name} ({Run}) of plugin {Plugin} is queued.")]
    private partial void LogSubmitted(string name, string run, string plugin);

    [LoggerMessage(3002, LogLevel.Information, "Job {Name} ({Run}) runs as process {Pid}.")]
    private partial void LogStarted(string name, string run, int pid);

    [LoggerMessage(3003, LogLevel.Information, "Job {Name} ({Run}) was asked to stop.")]
    private partial void LogStopping(string name, string run);

    [LoggerMessage(3004, LogLevel.Warning, "Job {Name} ({Run}) did not stop within {Grace} s and is killed.")]
    private partial void LogKilled(string name, string run, double grace);

    [LoggerMessage(3005, LogLevel.Information, "Job {Name} ({Run}) {Status}. {Reason}")]
    private partial void LogEnded(string name, string run, string status, string reason);

    [LoggerMessage(3006, LogLevel.Information, "Job {Name} ({Run}) of an earlier daemon was found again as process {Pid}.")]
    private partial void LogReattached(string name, string run, int pid);

    [LoggerMessage(3007, LogLevel.Warning, "{Path} is no job's directory, or its files cannot be read; it is left alone.")]
    private partial void LogUnreadable(string path);

    [LoggerMessage(3008, LogLevel.Error, "The state of job {Name} ({Run}) could not be written: {Reason}")]
    private partial void LogUnwritten(string name, string run, string reason);

    [LoggerMessage(3009, LogLevel.Warning, "What job {Name} ({Run}) left in its spool could not be sent: {Reason}")]
    private partial void LogRestUnsent(string name, string run, string reason);

    [LoggerMessage(3011, LogLevel.Information, "Job {Name} ({Run}) and its directory were removed.")]
    private partial void LogForgotten(string name, string run);

    [LoggerMessage(3012, LogLevel.Warning, "{Path} could not be removed: {Reason}")]
    private partial void LogUnremoved(string path, string reason);

    [LoggerMessage(3010, LogLevel.Error, "Job {Name} ({Run}) could not be followed further; a restart of the daemon takes it up again.")]
    private partial void LogUnfollowed(Exception fault, string name, string run);
}
