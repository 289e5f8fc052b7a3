namespace Tracker.Daemon.Backup;

internal sealed partial class BackupMaker
{
    [LoggerMessage(3050, LogLevel.Information, "A backup was made: {Runs} runs, {Files} files.")]
    private partial void LogDone(long runs, int files);

    [LoggerMessage(3051, LogLevel.Warning, "A backup could not be made: {Reason}")]
    private partial void LogFailed(string reason);
}
