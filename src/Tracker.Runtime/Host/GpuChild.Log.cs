using Microsoft.Extensions.Logging;

namespace Tracker.Runtime.Host;

internal sealed partial class GpuChild
{
    [LoggerMessage(3101, LogLevel.Information, "{Count} GPUs are measured by {Source}.")]
    private partial void LogMeasured(int count, string source);

    [LoggerMessage(3102, LogLevel.Warning, "The GPUs of this machine cannot be read: {Problem}")]
    private partial void LogProblem(string problem);
}
