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
        Tails = new UnsealedTails(Options);
        Quarantine = new Quarantine(Writer, instruments, time, logger);
        try
        {
            Readers.Read(session => Tails.Load(session) + Quarantine.Load(session));
        }
        catch
        {
            Dispose();
            throw;
        }

        Journal = new SqliteJournal(Writer, Readers, Tails, Quarantine, () => Writer.UncopiedBytes);
        Curves = new SqliteCurves(Readers, Quarantine);
        Runs = new SqliteRunStore(Writer, Readers);
        instruments.ObserveUnsealed(() => Tails.Samples);
        Keeping = new SqliteKeeping(Writer, Readers, Quarantine);
        instruments.ObserveBytes(() => FileBytes + LogBytes);
    }

    public SqliteStorageOptions Options { get; }

    public SqliteDatabase Database { get; }

    public SqliteWriter Writer { get; }

    public SqliteReaders Readers { get; }

    /// <summary>What waits to be sealed.</summary>
    public UnsealedTails Tails { get; }

    /// <summary>What was found damaged.</summary>
    public Quarantine Quarantine { get; }

    public SqliteJournal Journal { get; }

    public SqliteCurves Curves { get; }

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
