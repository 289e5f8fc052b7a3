using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// The one writer: a thread of its own that takes all the writes that wait into one transaction, commits (one flush), and then tells
/// each what became of it. While it flushes, the next writes gather: the busier, the larger the groups.
/// </summary>
internal sealed partial class SqliteWriter : IDisposable
{
    private const int Waiting = 4_096;
    private const int GroupLimit = 2_048;

    /// <summary>SQLITE_DBSTATUS_CACHE_WRITE: pages that the connection wrote.</summary>
    private const int CacheWrite = 9;

    private readonly Channel<SqliteWrite> _writes = Channel.CreateBounded<SqliteWrite>(
        new BoundedChannelOptions(Waiting) { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly List<SqliteWrite> _group = [];

    // Without spinning: between two commits of a calm load there is nothing for so long that it would be spun in vain.
    private readonly ManualResetEventSlim _wake = new(false, 0);
    private readonly SqliteDatabase _database;
    private readonly JournalInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteWriter> _logger;
    private readonly Thread _thread;
    private SqliteSession? _session;
    private volatile string? _trouble;
    private long _writtenPages;
    private long _copiedPages;

    public SqliteWriter(SqliteDatabase database, JournalInstruments instruments, TimeProvider time, ILogger<SqliteWriter> logger)
    {
        _database = database;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = "tracker store" };
        _thread.Start();
    }

    /// <summary>Null while the last commit went well; else one sentence.</summary>
    public string? Trouble => _trouble;

    /// <summary>Pages that commits have put into the log since the start.</summary>
    public long WrittenPages => Volatile.Read(ref _writtenPages);

    /// <summary>Bytes of the log that are not copied into the file yet.</summary>
    public long UncopiedBytes => Math.Max(0, WrittenPages - Volatile.Read(ref _copiedPages)) * SqliteDatabase.PageSize;

    /// <summary>A checkpoint has copied the pages up to this number.</summary>
    public void Copied(long pages) => Volatile.Write(ref _copiedPages, pages);

    /// <summary>Completes when it is flushed, or was not. Writes are done in the order of the calls.</summary>
    public async Task<WriteResult> WriteAsync(Func<SqliteSession, WriteResult> execute)
    {
        var write = new SqliteWrite(execute);
        try
        {
            await _writes.Writer.WriteAsync(write).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            return new WriteResult(WriteOutcome.Failed, $"{_database.Path} is being closed: the daemon stops.");
        }

        return await write.Done.ConfigureAwait(false);
    }

    /// <summary>Commits what waits and ends the thread.</summary>
    public void Dispose()
    {
        _writes.Writer.TryComplete();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        while (WaitForWrites())
        {
            while (_group.Count < GroupLimit && _writes.Reader.TryRead(out var write)) _group.Add(write);
            if (!TryCommit(_group, out var error) && _group.Count > 1 && !IsOfTheDisk(error))
            {
                // One of them is at fault, and only it shall fail.
                foreach (var write in _group) CommitAlone(write);
            }
            else if (error is not null)
            {
                FailAll(_group, error);
            }

            _group.Clear();
        }

        _session?.Dispose();
    }

    /// <summary>Who writes wakes the thread at once, with no task of the pool between.</summary>
    private bool WaitForWrites()
    {
        var waiting = _writes.Reader.WaitToReadAsync().AsTask().GetAwaiter();
        if (!waiting.IsCompleted)
        {
            _wake.Reset();
            waiting.UnsafeOnCompleted(_wake.Set);
            _wake.Wait();
        }

        return waiting.GetResult();
    }

    private void CommitAlone(SqliteWrite write)
    {
        if (!TryCommit([write], out var error)) FailAll([write], error);
    }

    private bool TryCommit(List<SqliteWrite> group, out Exception? error)
    {
        var start = _time.GetTimestamp();
        error = null;
        try
        {
            _session ??= new SqliteSession(_database.Connect());
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var write in group) write.Execute(_session);
            _session.Execute("COMMIT");
        }
        // Whatever a write throws is that write's end, never the writer's.
        catch (Exception thrown)
        {
            error = thrown;
            RollBack(thrown);
            return false;
        }

        if (SQLitePCL.raw.sqlite3_db_status(_session.Connection.Handle, CacheWrite, out var pages, out _, 1) == 0)
            Volatile.Write(ref _writtenPages, _writtenPages + pages);
        _instruments.Committed(group.Count, _time.GetElapsedTime(start));
        if (_trouble is not null)
        {
            _trouble = null;
            LogRecovered(_database.Path);
        }

        foreach (var write in group) write.Complete();
        return true;
    }

    private void RollBack(Exception thrown)
    {
        if (_session is null) return;
        try
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(_session.Connection.Handle) == 0) _session.Execute("ROLLBACK");
            if (thrown is SqliteException { SqliteErrorCode: SqliteErrors.Full or SqliteErrors.Busy }) return;
        }
        catch (SqliteException)
        {
            // The connection goes, and the transaction with it.
        }

        // After an I/O error nothing that the connection has in memory is to be trusted.
        _session.Dispose();
        _session = null;
    }

    private void FailAll(List<SqliteWrite> group, Exception? error)
    {
        var sqlite = error as SqliteException;
        var sentence = sqlite is not null
            ? SqliteErrors.Sentence(sqlite, _database.Path)
            : $"{_database.Path} could not be written ({error?.Message}).";
        if (_trouble is null) LogTrouble(sentence, error);
        _trouble = sentence;
        _instruments.Failed(Reason(sqlite));
        foreach (var write in group) write.Fail(sentence);
    }

    private static bool IsOfTheDisk(Exception? error) => error is SqliteException
    {
        SqliteErrorCode: SqliteErrors.Full or SqliteErrors.InputOutput or SqliteErrors.Busy or SqliteErrors.CannotOpen or SqliteErrors.Corrupt,
    };

    private static string Reason(SqliteException? error) => error?.SqliteErrorCode switch
    {
        SqliteErrors.Full => "full",
        SqliteErrors.InputOutput => "io",
        SqliteErrors.Busy => "busy",
        SqliteErrors.Corrupt => "corrupt",
        _ => "other",
    };
}
