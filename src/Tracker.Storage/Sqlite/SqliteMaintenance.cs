using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// Copies the write-ahead log into the file off the writer's path and gives freed pages back. (Under a load that never
/// pauses the log is started anew by the writer itself, at <see cref="SqliteStorageOptions.RestartLogBytes"/>.)
/// </summary>
internal sealed partial class SqliteMaintenance(SqliteStore store, TimeProvider time, ILogger<SqliteMaintenance> logger) : BackgroundService
{
    private const int FreePages = 256;

    /// <summary>Slices of pages that are given back at a time: 16 MiB.</summary>
    private const int MostSlices = 16;

    private long _pagesBefore;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(store.Options.MaintenanceInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) await RunOnceAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The daemon stops; the writer copies the log when it closes.
        }
    }

    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CheckpointAsync(cancellationToken).ConfigureAwait(false);

            // A purge frees more than the file soon fills again: it is given back, a commit of a few milliseconds at a time.
            var free = await store.Readers.ReadAsync(
                static session => (long)session.Statement("PRAGMA freelist_count").ExecuteScalar()!, cancellationToken).ConfigureAwait(false);
            for (var slices = MostSlices; slices > 0 && free > FreePages; slices--, free -= FreePages)
                await store.Writer.WriteAsync(FreeSomePages).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException error)
        {
            LogCheckpointFailed(error.Message);
        }
    }

    private async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        // What is little is copied too once nothing more comes, so that a store at rest is all in its file.
        var written = store.Writer.WrittenPages;
        var isAtRest = written == _pagesBefore;
        _pagesBefore = written;
        if (store.Writer.UncopiedBytes < (isAtRest ? 1 : store.Options.CheckpointBytes)) return;
        var left = await store.Readers.ReadAsync(
            static session =>
            {
                session.Execute("PRAGMA query_only=OFF");
                var left = Checkpoint(session);
                session.Execute("PRAGMA query_only=ON");
                return left;
            },
            cancellationToken).ConfigureAwait(false);
        store.Writer.Copied(written - left);
    }

    /// <summary>Copies what it can, and says how many pages of the log are left.</summary>
    private static long Checkpoint(SqliteSession session)
    {
        using var result = session.Read("PRAGMA wal_checkpoint(PASSIVE)");
        return result.Read() ? Math.Max(0, result.GetInt64(1) - result.GetInt64(2)) : 0;
    }

    private static WriteResult FreeSomePages(SqliteSession session)
    {
        session.Execute($"PRAGMA incremental_vacuum({FreePages})");
        return WriteResult.Durable;
    }
}
