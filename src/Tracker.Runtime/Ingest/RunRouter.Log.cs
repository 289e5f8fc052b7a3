using Microsoft.Extensions.Logging;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Ingest;

internal sealed partial class RunRouter
{
    [LoggerMessage(1010, LogLevel.Information, "A message for run {Run} came too late: {Reason}")]
    private partial void LogLeftOver(RunId run, string reason);
}
