using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Events;

/// <summary>
/// Hands each outbox consumer what waits for him, in order, one at a time; a row goes when it was handled. So an event comes at
/// least once, and twice only where the daemon died in between.
/// </summary>
internal sealed partial class OutboxPump(
    IEnumerable<OutboxConsumer> consumers, IRunStore store, RunEventBus bus, TimeProvider time, IOptions<MailboxOptions> options, ILogger<OutboxPump> logger)
    : BackgroundService
{
    private const int Page = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await Task.WhenAll(consumers.Select(consumer => PumpAsync(consumer, stoppingToken))).ConfigureAwait(false);

    private async Task PumpAsync(OutboxConsumer consumer, CancellationToken cancellationToken)
    {
        // The bus only says that there is something: what is lost there is found by the timer.
        using var news = bus.Watch();
        try
        {
            while (true)
            {
                var handled = await HandleAsync(consumer, cancellationToken).ConfigureAwait(false);
                if (!handled) await WaitAsync(news, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }
    }

    /// <summary>True where there may be more.</summary>
    private async Task<bool> HandleAsync(OutboxConsumer consumer, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await store.OutboxAsync(consumer.Name, 0, Page, cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
            {
                await consumer.HandleAsync(new PublishedEvent(row.Run, row.Event), cancellationToken).ConfigureAwait(false);
                var forgotten = await store.OutboxHandledAsync(consumer.Name, row.Id).ConfigureAwait(false);
                if (forgotten.Outcome != WriteOutcome.Durable) return false;
            }

            return rows.Length > 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        // A consumer that throws gets the same again after a pause.
        catch (Exception error)
        {
            LogFailed(consumer.Name, error);
            return false;
        }
    }

    private async Task WaitAsync(EventSubscription news, CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = Task.Delay(options.Value.RetryAfter, time, pause.Token);
        await Task.WhenAny(timer, news.Reader.WaitToReadAsync(pause.Token).AsTask()).ConfigureAwait(false);
        await pause.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        news.Reader.TryRead(out _);
    }
}
