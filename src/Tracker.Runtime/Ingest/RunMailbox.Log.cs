using Microsoft.Extensions.Logging;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Ingest;

internal sealed partial class RunMailbox
{
    private readonly ILogger _logger;

    [LoggerMessage(1001, LogLevel.Error, "Run {Run} could not be read or kept; the next call tries again.")]
    private partial void LogFailed(RunId run, Exception error);

    [LoggerMessage(1002, LogLevel.Warning, "Run {Run} could not be appended to ({Outcome}): {Reason}")]
    private partial void LogBroken(RunId run, Journal.WriteOutcome outcome, string reason);

    [LoggerMessage(1003, LogLevel.Error, "The monitor of run {Run} failed on entry {Position}; the entry is stored, and the run goes on without it.")]
    private partial void LogJudgeFailed(RunId run, long position, Exception error);

    [LoggerMessage(1009, LogLevel.Error, "Entry {Position} of run {Run} is damaged and left where it is ({Reason}); the rest of the run is read. Check the disk, and restore a backup if it is needed.")]
    private partial void LogDamaged(RunId run, long position, string reason);

    [LoggerMessage(1012, LogLevel.Information, "Run {Run} is judged again, with the facts that were set by hand.")]
    private partial void LogJudgedAgain(RunId run);

    [LoggerMessage(1013, LogLevel.Warning, "Run {Run} could not be judged again with the facts that were set by hand; it is tried again: {Reason}")]
    private partial void LogNotJudgedAgain(RunId run, string reason);

    [LoggerMessage(1004, LogLevel.Information, "Run {Run} is {Status}.")]
    private partial void LogStatus(RunId run, RunStatus status);

    [LoggerMessage(1005, LogLevel.Information, "Run {Run}: alert {Detector} ({Severity}) is {State}: {Message}")]
    private partial void LogAlert(RunId run, string detector, Core.Alerting.Severity severity, Core.Alerting.AlertState state, string message);
}
