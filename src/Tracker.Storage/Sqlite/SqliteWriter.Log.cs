using Microsoft.Extensions.Logging;

namespace Tracker.Storage.Sqlite;

internal sealed partial class SqliteWriter
{
    [LoggerMessage(2001, LogLevel.Error, "The store does not write: {Sentence} Nothing is acknowledged until it does.")]
    private partial void LogTrouble(string sentence, Exception? error);

    [LoggerMessage(2002, LogLevel.Information, "The store writes again: {Path}.")]
    private partial void LogRecovered(string path);
}
