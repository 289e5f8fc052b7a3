using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;
using Tracker.Storage.Chunks;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// Seals what is due into chunks, behind the acknowledgements: one range at a time, so that the writer never has two of them in one commit.
/// It packs on a thread of the pool and reads from the file, so that nothing need be kept in memory for it.
/// </summary>
internal sealed partial class SqliteSealer(SqliteStore store, JournalInstruments instruments, TimeProvider time, ILogger<SqliteSealer> logger)
    : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Runs that could not be read, and until when they are left alone.</summary>
    private readonly Dictionary<long, Timestamp> _resting = [];
    private readonly RangeSealer _sealer = new();

    public override void Dispose()
    {
        base.Dispose();
        _sealer.Dispose();
        _one.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!store.Options.Seal) return;
        try
        {
            while (true)
            {
                await SealDueAsync(stoppingToken).ConfigureAwait(false);
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                using var timer = time.CreateTimer(
                    static state => ((CancellationTokenSource)state!).Cancel(), wait, store.Options.MaintenanceInterval, Timeout.InfiniteTimeSpan);
                try
                {
                    await store.Tails.WaitAsync(wait.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
                {
                    // Nothing is full; but something may have become old.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon stops; what is not sealed is found again by its head.
        }
    }

    /// <summary>Seals all whose time has come, a range of each in turn.</summary>
    internal async Task SealDueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = Timestamp.From(time.GetUtcNow());
            foreach (var (key, until) in _resting)
            {
                if (now >= until) _resting.Remove(key);
            }

            var due = store.Tails.Due(now);
            due.RemoveAll(_resting.ContainsKey);
            if (due.Count == 0) return;
            foreach (var key in due)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!await SealAsync(key, cancellationToken).ConfigureAwait(false)) return;
            }
        }
    }

    /// <summary>Seals all there is.</summary>
    internal async Task SealAllAsync(CancellationToken cancellationToken)
    {
        while (store.Tails.All().FindAll(key => !_resting.ContainsKey(key)) is { Count: > 0 } all)
        {
            foreach (var key in all)
            {
                if (!await SealAsync(key, cancellationToken).ConfigureAwait(false)) return;
            }
        }
    }

    /// <summary>The next range of one run. False where the store does not write: it is tried again later.</summary>
    private async Task<bool> SealAsync(long key, CancellationToken cancellationToken)
    {
        if (store.Tails.Find(key) is not { } tail) return true;
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        var start = time.GetTimestamp();
        try
        {
            var step = await store.Readers.ReadAsync(
                session => SealStep.Prepare(session, tail.Run, _sealer, store.Options.SealBytes), cancellationToken).ConfigureAwait(false);
            if (step is null)
            {
                store.Tails.Remove(key, tail);
                return true;
            }

            var result = await store.Writer.WriteAsync(session =>
            {
                var stored = step.Store(session);
                if (stored.Outcome == WriteOutcome.Durable) store.Tails.Set(key, step.After.Tail(tail.Run, store.Tails.IsOver(key), step.Groups));
                return stored;
            }).ConfigureAwait(false);
            if (result.Outcome == WriteOutcome.Fenced) store.Tails.Remove(key, tail);
            if (result.Outcome == WriteOutcome.Durable) instruments.Sealed(step.Samples, step.Chunks, time.GetElapsedTime(start));
            return result.Outcome != WriteOutcome.Failed;
        }
        catch (StoreException error)
        {
            // What is damaged in one run's pages must not keep the others from their turn.
            LogFailed(tail.Run, error.Message);
            _resting[key] = Timestamp.From(time.GetUtcNow()) + Rest;
            return true;
        }
        // A fault of ours costs this run its sealing until its next frames, never the daemon: all is stored as it came.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(tail.Run, error.Message);
            store.Tails.Remove(key, tail);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }
}
