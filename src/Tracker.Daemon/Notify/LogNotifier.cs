using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Runtime.Events;

namespace Tracker.Daemon.Notify;

/// <summary>One line in the log for each alert that fires or resolves: at least once, across restarts.</summary>
internal sealed partial class LogNotifier(ILogger<LogNotifier> logger)
{
    public OutboxConsumer Consumer() => new("notify", static happened => happened is AlertChanged, HandleAsync);

    private ValueTask HandleAsync(PublishedEvent published, CancellationToken cancellationToken)
    {
        if (published.Event is not AlertChanged { Alert: var alert }) return ValueTask.CompletedTask;
        var run = published.Run.ToString();
        if (alert.State == AlertState.Resolved) LogResolved(alert.Detector, run, alert.Number, alert.Message);
        else if (alert.Severity == Severity.Info) LogInfo(alert.Detector, run, alert.Number, alert.Step, alert.Message);
        else LogFiring(alert.Severity, alert.Detector, run, alert.Number, alert.Step, alert.Message);
        return ValueTask.CompletedTask;
    }
}
