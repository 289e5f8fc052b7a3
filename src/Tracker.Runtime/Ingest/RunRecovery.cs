using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>
/// Brings the live runs back before anything is served, tells them how long no daemon was there, and notes from then on that this
/// one lives. When the daemon stops, every run is saved. Registered before the servers, so it starts before and stops after them.
/// </summary>
internal sealed partial class RunRecovery(
    RunRouter router, IRunStore store, DaemonClock clock, Downtime downtime, TimeProvider time, IOptions<MailboxOptions> options, ILogger<RunRecovery> logger)
    : IHostedService, IDisposable
{
    private const int AtOnce = 8;

    private readonly CancellationTokenSource _stop = new();
    private Task _beating = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        downtime.LastAlive = await store.LastAliveAsync(cancellationToken).ConfigureAwait(false);
        var live = await store.LiveAsync(cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            live,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (run, token) => await router.WakeAsync(run, token).ConfigureAwait(false)).ConfigureAwait(false);
        LogRecovered(live.Length);
        await NoteAliveAsync().ConfigureAwait(false);
        _beating = BeatAsync(_stop.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _beating.WaitAsync(cancellationToken).ConfigureAwait(false);
            await router.DisposeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            await NoteAliveAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A store that does not answer must not keep the daemon from stopping: what is acknowledged is on the disk already.
            LogNotSaved();
        }
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>A daemon whose store takes nothing is away, as its trainers see it.</summary>
    private Task NoteAliveAsync() => downtime.IsRefusing ? Task.CompletedTask : store.SetAliveAsync(clock.Now);

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Value.AliveInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                await NoteAliveAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }
    }
}
