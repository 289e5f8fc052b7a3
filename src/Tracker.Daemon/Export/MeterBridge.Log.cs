namespace Tracker.Daemon.Export;

internal sealed partial class MeterBridge
{
    [LoggerMessage(6001, LogLevel.Warning, "An observable instrument failed; /metrics goes on without it.")]
    private partial void LogObservationFailed(Exception exception);

    [LoggerMessage(6002, LogLevel.Warning, "Instrument {Name} is not exported: its kind {Kind} is not known.")]
    private partial void LogUnknownKind(string name, string kind);

    [LoggerMessage(6003, LogLevel.Warning, "Instrument {Name} is not exported: {Family} is a {Kind} already.")]
    private partial void LogNameTaken(string name, string family, MetricKind kind);
}
