using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>Wakes runs that are not in memory when their deadline passes.</summary>
internal sealed partial class Sweeper(
    RunRouter router, IRunStore store, DaemonClock clock, TimeProvider time, IOptions<MailboxOptions> options, ILogger<Sweeper> logger)
    : BackgroundService
{
    private const int AtOnce = 256;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) await SweepAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var run in await store.OverdueAsync(clock.Now, AtOnce, cancellationToken).ConfigureAwait(false))
            {
                if (!router.IsLoaded(run)) await router.WakeAsync(run, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StoreException trouble)
        {
            LogTrouble(trouble.Message);
        }
    }
}
