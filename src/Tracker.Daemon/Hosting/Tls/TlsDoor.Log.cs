namespace Tracker.Daemon.Hosting.Tls;

internal sealed partial class TlsDoor
{
    [LoggerMessage(5020, LogLevel.Information, "a new certificate is shown: {Subject}, good until {Until:yyyy-MM-dd HH:mm} UTC")]
    private partial void LogReloaded(string subject, DateTime until);

    [LoggerMessage(5021, LogLevel.Warning, "the new certificate is not taken: {Problem}. The old one is kept, good until {Until:yyyy-MM-dd HH:mm} UTC")]
    private partial void LogKept(string problem, DateTime until);

    [LoggerMessage(5022, LogLevel.Information, "a client's certificate was refused: {Subject}: {Why}")]
    private partial void LogClientRefused(string subject, string why);
}
