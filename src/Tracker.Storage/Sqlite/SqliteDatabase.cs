using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Runtime.Journal;
using Tracker.Storage.Migrations;

namespace Tracker.Storage.Sqlite;

/// <summary>The one file: opens it, checks it, brings its schema up to date and makes connections to it.</summary>
internal sealed class SqliteDatabase
{
    /// <summary>"TRKR": tells our file from every other SQLite file.</summary>
    public const int ApplicationId = 0x54524B52;

    /// <summary>
    /// Tried with 20 runs side by side: entries of 300 B, 900 B and 8.3 KB take 1.19, 1.16 and 1.05 bytes of file a byte of payload on
    /// 4 KiB pages, 1.14, 1.16 and 1.11 on 8 KiB, 1.14, 1.09 and 1.98 on 16 KiB; the processor's time rises with the page too.
    /// </summary>
    public const int PageSize = 4096;

    private static ReadOnlySpan<byte> Header => "SQLite format 3\0"u8;

    private readonly long _restartLogBytes;
    private readonly long _maxPages;
    private readonly string? _vfs;
    private readonly IReadOnlyList<Migration> _migrations;

    private SqliteDatabase(SqliteStorageOptions options)
    {
        Path = System.IO.Path.GetFullPath(options.Path);
        _restartLogBytes = options.RestartLogBytes;
        _maxPages = options.MaxBytes / PageSize;
        _vfs = options.Vfs;
        _migrations = options.Migrations ?? Migration.All;
    }

    public string Path { get; private init; }

    public string LogPath => Path + "-wal";

    /// <summary>A file that is only read, as a copy of the store is.</summary>
    public static SqliteDatabase Copy(string path) =>
        new(new SqliteStorageOptions { DataDirectory = System.IO.Path.GetDirectoryName(path)! }) { Path = path };

    /// <summary>Opens the file, or makes it, and brings the schema up to date.</summary>
    /// <exception cref="StoreException">It is damaged, newer, of something else, or cannot be written.</exception>
    public static SqliteDatabase Open(SqliteStorageOptions options) => Open(options, TimeProvider.System, NullLogger.Instance);

    /// <inheritdoc cref="Open(SqliteStorageOptions)"/>
    public static SqliteDatabase Open(SqliteStorageOptions options, TimeProvider time, ILogger logger)
    {
        if (!Directory.Exists(options.DataDirectory))
            throw new StoreException($"The data directory {options.DataDirectory} is not there: make it, or start with another --data-dir.");
        var database = new SqliteDatabase(options);
        try
        {
            database.CheckHeader();
            database.CheckLog();
            using var connection = database.Connect();
            database.CheckOwner(connection);
            database.CheckPages(connection, options.CheckUpToBytes);
            database.UseLog(connection);
            new SchemaUpgrade(database, database._migrations, time, logger).Run(connection);
            SchemaShape.Check(connection, database.Path, database._migrations);
            RemoveUnmade(connection);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.AsStoreException(error, database.Path);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new StoreException($"{database.Path} cannot be opened ({error.Message.TrimEnd('.')}): give the daemon's user the right to it.", error);
        }

        return database;
    }

    /// <summary>A connection that writes. There is one at a time.</summary>
    public SqliteConnection Connect()
    {
        var connection = ConnectTo(Path);
        try
        {
            // The size and the vacuum mode hold from the first write on; on a file that has pages they are without effect.
            Execute(connection, $"PRAGMA page_size={PageSize}; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA busy_timeout=5000;");
            Execute(connection, $"PRAGMA wal_autocheckpoint={_restartLogBytes / PageSize}; PRAGMA journal_size_limit={_restartLogBytes};");
            Execute(connection, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY;");
            if (_maxPages > 0) Execute(connection, $"PRAGMA max_page_count={_maxPages};");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection that reads.</summary>
    public SqliteConnection ConnectForReading()
    {
        var connection = Connect();
        Execute(connection, "PRAGMA query_only=ON; PRAGMA cache_size=-4096;");
        return connection;
    }

    /// <summary>A plain connection to a file beside the database, through the same file system.</summary>
    public SqliteConnection ConnectTo(string path)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false, DefaultTimeout = 5 };
        if (_vfs is not null) text.Vfs = _vfs;
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A run whose daemon died before its first entry: nothing of it was ever acknowledged, and nobody can find it.</summary>
    private static void RemoveUnmade(SqliteConnection connection) => Execute(
        connection, "DELETE FROM run WHERE status = 0 AND position = 0 AND NOT EXISTS (SELECT 1 FROM run_head h WHERE h.run = run.run AND h.position > 0);");

    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public static long Number(SqliteConnection connection, string sql) =>
        Convert.ToInt64(Scalar(connection, sql), CultureInfo.InvariantCulture);

    private void CheckHeader()
    {
        if (!File.Exists(Path)) return;
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[Header.Length];
        var read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read != 0 && !header[..read].SequenceEqual(Header))
            throw new StoreException($"{Path} is not a database of Tracker: move it away, or start with another --data-dir.");
    }

    private void CheckLog()
    {
        if (!File.Exists(Path) && File.Exists(LogPath) && new FileInfo(LogPath).Length > 0)
            throw new StoreException($"{Path} is missing and its log {LogPath} is there: put the database back, or move the log away to begin anew.");
        if (WriteAheadLog.IsDamaged(LogPath))
        {
            throw new StoreException(
                $"{LogPath} is damaged and holds acknowledged data behind the damage: keep a copy, and restore a backup "
                + $"(or give up what is behind it with: sqlite3 {Path} 'PRAGMA wal_checkpoint(TRUNCATE)').");
        }
    }

    /// <exception cref="StoreException">It is not Tracker's, or of a newer one.</exception>
    public void CheckOwner(SqliteConnection connection)
    {
        var version = Number(connection, "PRAGMA user_version");
        var tables = Number(connection, "SELECT count(*) FROM sqlite_schema");
        if (tables > 0 && Number(connection, "PRAGMA application_id") != ApplicationId)
            throw new StoreException($"{Path} is a database of something else: move it away, or start with another --data-dir.");
        var latest = _migrations[^1].Version;
        if (version > latest)
        {
            var copy = SchemaCopies.Newest(Path, latest);
            var way = copy is null ? "or restore the backup made before it" : $"or put {copy}, the copy made before the change, in its place";
            throw new StoreException($"{Path} has schema {version} of a newer Tracker and this one knows {latest}: install the newer one, {way}.");
        }
    }

    private void CheckPages(SqliteConnection connection, long upTo)
    {
        if (new FileInfo(Path).Length > upTo) return;
        var verdict = (string?)Scalar(connection, "PRAGMA quick_check(1)");
        if (verdict != "ok")
        {
            throw new StoreException(
                $"{Path} is damaged ({verdict?.ReplaceLineEndings(" ")}): keep a copy, and restore a backup (or save what is left with sqlite3 .recover).");
        }
    }

    private void UseLog(SqliteConnection connection)
    {
        if (!string.Equals((string?)Scalar(connection, "PRAGMA journal_mode=WAL"), "wal", StringComparison.Ordinal))
            throw new StoreException($"{Path} lies on a file system without shared memory (a network share?): start with a --data-dir on a local disk.");
    }
}
