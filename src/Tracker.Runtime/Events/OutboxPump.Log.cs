using Microsoft.Extensions.Logging;

namespace Tracker.Runtime.Events;

internal sealed partial class OutboxPump
{
    [LoggerMessage(1040, LogLevel.Warning, "Outbox consumer {Consumer} failed; the event is offered again.")]
    private partial void LogFailed(string consumer, Exception error);
}
