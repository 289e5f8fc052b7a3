using Microsoft.Extensions.Logging;

namespace Tracker.Runtime.Ingest;

internal sealed partial class Sweeper
{
    [LoggerMessage(1020, LogLevel.Warning, "Overdue runs could not be looked up: {Reason}")]
    private partial void LogTrouble(string reason);
}
