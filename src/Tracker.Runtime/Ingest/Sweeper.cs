using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>Wakes runs that are not in memory when their deadline passes.</summary>
internal sealed partial class Sweeper(
    RunRouter router, IRunStore store, DaemonClock clock, TimeProvider time, IOptions<MailboxOptions> options, ILogger<Sweeper> logger)
    : BackgroundService
{
    private const int AtOnce = 256;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>Runs that were woken and are overdue all the same, as one is that cannot be read: when each is tried again.</summary>
    private readonly Dictionary<RunId, (Timestamp NotBefore, TimeSpan Pause)> _stubborn = [];

    /// <summary>How often a run was woken.</summary>
    internal long Woken { get; private set; }

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
            // Those in memory tick by themselves, and those that cannot be woken must not keep the others from it: neither takes a place.
            var limit = AtOnce + router.Loaded + _stubborn.Count;
            var overdue = await store.OverdueAsync(clock.Now, limit, cancellationToken).ConfigureAwait(false);
            foreach (var run in _stubborn.Keys.Except(overdue).ToList()) _stubborn.Remove(run);
            foreach (var run in overdue)
            {
                if (router.IsLoaded(run) || !IsDue(run)) continue;
                Woken++;
                await router.WakeAsync(run, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StoreException trouble)
        {
            LogTrouble(trouble.Message);
        }
    }

    /// <summary>Each time that waking a run changed nothing, the next try comes twice as late.</summary>
    private bool IsDue(RunId run)
    {
        var now = clock.Now;
        if (!_stubborn.TryGetValue(run, out var last)) last = (now, options.Value.SweepInterval);
        if (now < last.NotBefore) return false;
        var pause = last.Pause * 2 < LongestPause ? last.Pause * 2 : LongestPause;
        _stubborn[run] = (now + last.Pause, pause);
        return true;
    }
}
