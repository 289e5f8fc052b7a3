using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>The one file with its writer and readers; what both ports stand on.</summary>
internal sealed class SqliteStore : IDisposable
{
    /// <exception cref="StoreException">The file cannot be used; the sentence says why.</exception>
    public SqliteStore(IOptions<SqliteStorageOptions> options, JournalInstruments instruments, TimeProvider time, ILogger<SqliteWriter> logger)
    {
        Options = options.Value;
        Database = SqliteDatabase.Open(Options, time, logger);
        Writer = new SqliteWriter(Database, instruments, time, logger);
        Readers = new SqliteReaders(Database);
        Journal = new SqliteJournal(Writer, Readers);
        Runs = new SqliteRunStore(Writer, Readers);
        Keeping = new SqliteKeeping(Writer, Readers);
        instruments.ObserveBytes(() => FileBytes + LogBytes);
    }

    public SqliteStorageOptions Options { get; }

    public SqliteDatabase Database { get; }

    public SqliteWriter Writer { get; }

    public SqliteReaders Readers { get; }

    public SqliteJournal Journal { get; }

    public SqliteRunStore Runs { get; }

    public SqliteKeeping Keeping { get; }

    public long FileBytes => Length(Database.Path);

    public long LogBytes => Length(Database.LogPath);

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
