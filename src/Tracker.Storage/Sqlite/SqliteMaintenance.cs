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
        if (store.LogBytes < store.Options.CheckpointBytes) return;
        try
        {
            var free = await store.Readers.ReadAsync(
                static session =>
                {
                    session.Execute("PRAGMA query_only=OFF");
                    session.Execute("PRAGMA wal_checkpoint(PASSIVE)");
                    session.Execute("PRAGMA query_only=ON");
                    return (long)session.Statement("PRAGMA freelist_count").ExecuteScalar()!;
                },
                cancellationToken).ConfigureAwait(false);
            if (free > FreePages) await store.Writer.WriteAsync(FreeSomePages).ConfigureAwait(false);
        }
        catch (StoreException error)
        {
            LogCheckpointFailed(error.Message);
        }
    }

    private static WriteResult FreeSomePages(SqliteSession session)
    {
        session.Execute($"PRAGMA incremental_vacuum({FreePages})");
        return WriteResult.Durable;
    }
}
