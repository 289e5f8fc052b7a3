namespace Tracker.Daemon.Export;

internal sealed partial class LiveRunReader
{
    [LoggerMessage(6011, LogLevel.Warning, "{Count} runs did not answer a scrape in time; /metrics shows them as they were.")]
    private partial void LogLate(int count);
}
