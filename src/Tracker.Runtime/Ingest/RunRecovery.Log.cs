using Microsoft.Extensions.Logging;

namespace Tracker.Runtime.Ingest;

internal sealed partial class RunRecovery
{
    [LoggerMessage(1030, LogLevel.Information, "{Runs} live runs are back.")]
    private partial void LogRecovered(int runs);

    [LoggerMessage(1031, LogLevel.Warning, "The store did not answer in time: the next start folds the last entries again.")]
    private partial void LogNotSaved();
}
