using Microsoft.Data.Sqlite;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>What SQLite says, in one sentence with the way out.</summary>
internal static class SqliteErrors
{
    public const int Busy = 5;
    public const int ReadOnly = 8;
    public const int InputOutput = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;

    public static string Sentence(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        Full => $"The disk of {path} is full: make room there; what was not acknowledged is sent again.",
        InputOutput => $"The disk of {path} fails to read or write ({error.Message}): look at the system log and the disk.",
        Busy => $"{path} is locked by another process: stop the other daemon or tool that writes to it.",
        ReadOnly => $"{path} may not be written: give the daemon's user the right to write it.",
        CannotOpen => $"{path} cannot be opened: check that the folder is there and that the daemon's user may write to it.",
        Corrupt => $"{path} is damaged: stop the daemon, keep a copy, and restore a backup (or save what is left with sqlite3 .recover).",
        NotADatabase => $"{path} is not a database of Tracker: move it away, or start with another --data-dir.",
        _ => $"{path} could not be written ({error.Message}).",
    };

    public static StoreException AsStoreException(SqliteException error, string path) => new(Sentence(error, path), error);
}
