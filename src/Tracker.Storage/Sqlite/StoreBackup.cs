using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tracker.Runtime.Journal;
using Tracker.Storage.Migrations;

namespace Tracker.Storage.Sqlite;

/// <summary>What a database holds, as far as a backup tells it.</summary>
/// <param name="Schema">Version of its schema.</param>
/// <param name="Runs">Runs in it.</param>
/// <param name="Entries">Entries of their journals.</param>
public sealed record StoreContents(int Schema, long Runs, long Entries);

/// <summary>
/// Copies the store while it is written to: one read transaction on a connection of its own, so that the copy is as the store was at
/// one moment, and no write waits for it. (The write-ahead log cannot begin anew meanwhile, and grows by what is written.)
/// </summary>
public sealed class StoreBackup
{
    private const int PagesAtOnce = 512;

    private readonly SqliteStore _store;

    internal StoreBackup(SqliteStore store) => _store = store;

    /// <summary>Bytes that a copy takes at most, now.</summary>
    public long Bytes => _store.FileBytes + _store.LogBytes;

    /// <summary>Writes a copy, one file without a log. It is not flushed: it is made to be read at once.</summary>
    /// <param name="path">A file that is not there.</param>
    /// <param name="cancellationToken">Gives up; the file is left half made.</param>
    /// <exception cref="StoreException">It cannot be read or written; one sentence.</exception>
    public Task<StoreContents> CopyAsync(string path, CancellationToken cancellationToken) =>
        Task.Run(() => Copy(path, cancellationToken), cancellationToken);

    /// <summary>Reads a database from its first to its last page, changing nothing.</summary>
    /// <exception cref="StoreException">It is damaged, of something else, or newer than this Tracker; one sentence.</exception>
    public static StoreContents Check(string path)
    {
        var database = SqliteDatabase.Copy(path);
        try
        {
            using var connection = database.ConnectTo(path);
            if (SqliteDatabase.Scalar(connection, "PRAGMA integrity_check(1)") is not "ok" and var verdict)
                throw new StoreException($"{path} is damaged ({verdict?.ToString()?.ReplaceLineEndings(" ")}).");
            database.CheckOwner(connection);
            var version = SqliteDatabase.Number(connection, "PRAGMA user_version");
            if (version == 0) throw new StoreException($"{path} holds nothing of Tracker.");
            SchemaShape.Check(connection, path, Migration.All.Where(migration => migration.Version <= version));
            return Contents(connection);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.AsStoreException(error, path);
        }
    }

    private StoreContents Copy(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var source = _store.Database.ConnectForReading();
            using var target = _store.Database.ConnectTo(path);
            SqliteDatabase.Execute(target, "PRAGMA synchronous=OFF");

            // As long as this transaction is open, every step reads the same state of the store.
            SqliteDatabase.Execute(source, "BEGIN");
            var contents = Contents(source);
            CopyPages(source, target, cancellationToken);
            SqliteDatabase.Execute(source, "ROLLBACK");
            SqliteDatabase.Scalar(target, "PRAGMA journal_mode=DELETE");
            return contents;
        }
        catch (SqliteException error)
        {
            var isTarget = error.SqliteErrorCode is SqliteErrors.Full or SqliteErrors.CannotOpen;
            throw SqliteErrors.AsStoreException(error, isTarget ? path : _store.Database.Path);
        }
    }

    private static void CopyPages(SqliteConnection source, SqliteConnection target, CancellationToken cancellationToken)
    {
        using var backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main");
        if (backup.IsInvalid) throw new SqliteException(raw.sqlite3_errmsg(target.Handle).utf8_to_string(), raw.sqlite3_errcode(target.Handle));
        int result;
        while ((result = raw.sqlite3_backup_step(backup, PagesAtOnce)) == raw.SQLITE_OK) cancellationToken.ThrowIfCancellationRequested();
        if (result != raw.SQLITE_DONE) throw new SqliteException(raw.sqlite3_errstr(result).utf8_to_string(), result & 0xFF, result);
    }

    private static StoreContents Contents(SqliteConnection connection) => new(
        (int)SqliteDatabase.Number(connection, "PRAGMA user_version"),
        SqliteDatabase.Number(connection, "SELECT count(*) FROM run"),
        SqliteDatabase.Number(connection, "SELECT coalesce(sum(position), 0) FROM run_head"));
}
