using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>The one file with its writer and readers; what both ports stand on.</summary>
internal sealed class SqliteStore : IDisposable
{
    private readonly SqliteDatabase _database;

    /// <exception cref="StoreException">The file cannot be used; the sentence says why.</exception>
    public SqliteStore(IOptions<SqliteStorageOptions> options, JournalInstruments instruments, TimeProvider time, ILogger<SqliteWriter> logger)
    {
        Options = options.Value;
        _database = SqliteDatabase.Open(Options, time, logger);
        Writer = new SqliteWriter(_database, instruments, time, logger);
        Readers = new SqliteReaders(_database);
        Journal = new SqliteJournal(Writer, Readers);
        Runs = new SqliteRunStore(Writer, Readers);
        Keeping = new SqliteKeeping(Writer, Readers);
        instruments.ObserveBytes(() => Length(_database.Path) + LogBytes);
    }

    public SqliteStorageOptions Options { get; }

    public SqliteWriter Writer { get; }

    public SqliteReaders Readers { get; }

    public SqliteJournal Journal { get; }

    public SqliteRunStore Runs { get; }

    public SqliteKeeping Keeping { get; }

    public long LogBytes => Length(_database.LogPath);

    public void Dispose()
    {
        Readers.Dispose();
        Writer.Dispose();
    }

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}
