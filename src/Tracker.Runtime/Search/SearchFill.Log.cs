using Microsoft.Extensions.Logging;

namespace Tracker.Runtime.Search;

internal sealed partial class SearchFill
{
    [LoggerMessage(1060, LogLevel.Information, "{Count} runs of an earlier schema can now be searched by their facts and metrics.")]
    private partial void LogFilled(int count);

    [LoggerMessage(1061, LogLevel.Warning, "Runs of an earlier schema are not all searchable yet: {Reason} The next start goes on.")]
    private partial void LogTrouble(string reason);
}
