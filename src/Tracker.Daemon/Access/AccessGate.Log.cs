namespace Tracker.Daemon.Access;

internal sealed partial class AccessGate
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(5010, LogLevel.Information, "{Caller} called {Method}")]
    private partial void LogControl(string caller, string method);
}
