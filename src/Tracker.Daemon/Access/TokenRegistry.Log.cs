namespace Tracker.Daemon.Access;

internal sealed partial class TokenRegistry
{
    [LoggerMessage(5001, LogLevel.Information, "token {Name} was made; scopes: {Scopes}")]
    private partial void LogMade(string name, string scopes);

    [LoggerMessage(5002, LogLevel.Information, "token {Name} was revoked")]
    private partial void LogRevoked(string name);

    [LoggerMessage(5003, LogLevel.Warning, "when tokens were used last could not be written down: {Problem}")]
    private partial void LogUnsaved(string problem);
}
