using Tracker.Core.Alerting;

namespace Tracker.Daemon.Notify;

internal sealed partial class LogNotifier
{
    [LoggerMessage(3001, LogLevel.Warning, "{Severity} alert {Detector} of run {Run} ({Number}) fires at step {Step}: {Text}")]
    private partial void LogFiring(Severity severity, string detector, string run, int number, long step, string text);

    [LoggerMessage(3002, LogLevel.Information, "alert {Detector} of run {Run} ({Number}) fires at step {Step}: {Text}")]
    private partial void LogInfo(string detector, string run, int number, long step, string text);

    [LoggerMessage(3003, LogLevel.Information, "alert {Detector} of run {Run} ({Number}) resolved: {Text}")]
    private partial void LogResolved(string detector, string run, int number, string text);
}
