using Microsoft.Extensions.Logging;

namespace Tracker.Storage.Sqlite;

internal sealed partial class SchemaUpgrade
{
    [LoggerMessage(2020, LogLevel.Information, "{Path} has schema {From}: it is copied before it is changed.")]
    private partial void LogCopying(string path, int from);

    [LoggerMessage(2021, LogLevel.Information, "{Path} was brought from schema {From} to {To}; what it was is in {Copy}.")]
    private partial void LogUpgraded(string path, int from, int to, string copy);
}
