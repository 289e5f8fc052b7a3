using Microsoft.Extensions.Logging;

namespace Tracker.Storage.Sqlite;

internal sealed partial class SqliteMaintenance
{
    [LoggerMessage(2010, LogLevel.Warning, "The store's log could not be copied into its file: {Reason}")]
    private partial void LogCheckpointFailed(string reason);
}
