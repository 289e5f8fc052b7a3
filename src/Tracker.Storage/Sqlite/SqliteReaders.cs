using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Tracker.Storage.Sqlite;

/// <summary>Connections that read, kept for use again. Reading never waits for the writer, nor the writer for it.</summary>
internal sealed class SqliteReaders(SqliteDatabase database) : IDisposable
{
    private const int Kept = 4;
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly SemaphoreSlim _asking = new(Kept);
    private volatile bool _disposed;

    /// <summary>SQLite has no asynchronous reads: they run on the pool, so that no caller is held up.</summary>
    /// <exception cref="Tracker.Runtime.Journal.StoreException">The file could not be read.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken) =>
        await Task.Run(() => Read(read), cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// The same for questions of people, which may each take a while and much memory: few at a time, so that however many ask, what runs
    /// need is read at once and the threads of the pool are there for them. The others wait in line.
    /// </summary>
    /// <exception cref="Tracker.Runtime.Journal.StoreException">The file could not be read.</exception>
    public async ValueTask<T> AskAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadAsync(read, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!_disposed) _asking.Release();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _asking.Dispose();
        while (_idle.TryTake(out var session)) session.Dispose();
    }

    /// <summary>The same for who may wait.</summary>
    public T Read<T>(Func<SqliteSession, T> read)
    {
        var session = default(SqliteSession);
        try
        {
            if (!_idle.TryTake(out session)) session = new SqliteSession(database.ConnectForReading()).WithMatching();
            var result = read(session);
            if (_disposed || _idle.Count >= Kept) session.Dispose();
            else _idle.Add(session);
            return result;
        }
        catch (Exception error)
        {
            session?.Dispose();
            if (error is SqliteException sqlite) throw SqliteErrors.AsStoreException(sqlite, database.Path);
            throw;
        }
    }
}
