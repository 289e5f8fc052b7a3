namespace Tracker.Daemon.Wire;

internal sealed partial class FaultLog
{
    [LoggerMessage(2001, LogLevel.Error, "unexpected fault {Id} in {Where}")]
    private partial void LogUnexpected(Exception fault, string id, string where);
}
