using Tracker.Core.Monitoring;
using Tracker.Runtime.Events;

namespace Tracker.Daemon.Ingest;

/// <summary>Brings events to the trainers: orders through the outbox, which loses none; notices from the bus, which may skip some.</summary>
internal sealed class TrainerDelivery(TrainerStreams streams, RunEventBus bus, TimeProvider time, IHostApplicationLifetime lifetime)
    : BackgroundService
{
    private const int Capacity = 1_024;
    private static readonly TimeSpan ReminderInterval = TimeSpan.FromSeconds(15);

    /// <summary>
    /// An order to a trainer that is not here counts as handled: its next hello is answered with all that has no outcome yet.
    /// </summary>
    public static OutboxConsumer Control(TrainerStreams streams) => new(
        "control",
        static published => published is CommandIssued,
        (published, _) =>
        {
            streams.Deliver(published);
            return ValueTask.CompletedTask;
        });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = lifetime.ApplicationStopping.Register(streams.EndAll);
        await Task.WhenAll(RemindAsync(stoppingToken), NotifyAsync(stoppingToken)).ConfigureAwait(false);
    }

    private async Task NotifyAsync(CancellationToken stoppingToken)
    {
        using var subscription = bus.Subscribe("trainers", Capacity);
        await foreach (var published in subscription.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            if (published.Event is not CommandIssued) streams.Deliver(published);
        }
    }

    private async Task RemindAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ReminderInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) streams.Remind();
    }
}
