using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Tracker.Core.Monitoring;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Events;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>What every mailbox of the daemon shares.</summary>
internal sealed record MailboxServices(
    IJournal Journal,
    IRunStore Store,
    RunEventBus Bus,
    IngestLimits Limits,
    MailboxOptions Options,
    MonitorOptions Monitor,
    ImmutableArray<OutboxConsumer> Consumers,
    DaemonClock Clock,
    Downtime Downtime,
    TimeProvider Time,
    IngestInstruments Instruments,
    ILogger<RunMailbox> Logger)
{
    public ImmutableArray<string> ConsumersOf(RunEvent said)
    {
        if (Consumers.IsEmpty) return [];
        return [.. Consumers.Where(consumer => consumer.Wants(said)).Select(static consumer => consumer.Name)];
    }
}
