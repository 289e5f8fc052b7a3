using Microsoft.Extensions.Logging;
using Tracker.Core.Runs;

namespace Tracker.Storage.Sqlite;

internal sealed partial class SqliteSealer
{
    [LoggerMessage(2020, LogLevel.Warning, "Frames of run {Run} could not be sealed, and stay as they came: {Reason}")]
    private partial void LogFailed(RunId run, string reason);
}
