using System.Globalization;
using Microsoft.Data.Sqlite;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>Copies of the database that are made before its schema changes: <c>tracker.db.schema-1.20260131T120000Z.bak</c> beside it.</summary>
internal sealed class SchemaCopies(SqliteDatabase database, TimeProvider time)
{
    private const int Kept = 2;
    private const string Part = ".part";

    /// <summary>Room that must stay when the copy is made: what the change itself and its log may take.</summary>
    private const long Spare = 16L << 20;

    private readonly string _folder = Path.GetDirectoryName(database.Path)!;

    /// <summary>The newest copy of a schema up to this one; null where there is none.</summary>
    public static string? Newest(string path, int upToSchema) => All(path)
        .Where(copy => Schema(path, copy) <= upToSchema)
        .MaxBy(static copy => File.GetLastWriteTimeUtc(copy));

    /// <summary>Copies the whole file, checks the copy and makes it durable.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="StoreException">There is no room, or the copy is damaged; the database is as it was.</exception>
    public string Make(SqliteConnection connection, int schema)
    {
        foreach (var left in Directory.EnumerateFiles(_folder, $"{SqliteStorageOptions.FileName}.schema-*{Part}*")) File.Delete(left);
        CheckRoom();
        var stamp = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var copy = $"{database.Path}.schema-{schema}.{stamp}.bak";
        try
        {
            Write(connection, copy + Part);
            File.Move(copy + Part, copy, overwrite: true);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            Remove(copy + Part);
            var why = error is SqliteException sqlite ? SqliteErrors.Sentence(sqlite, copy) : error.Message;
            throw new StoreException(
                $"{database.Path} has an older schema, and the copy that is made before it is changed failed: {why.TrimEnd('.')}. The database is as it was.",
                error);
        }

        // One of each schema is enough: the newest.
        foreach (var other in All(database.Path).Where(other => other != copy && Schema(database.Path, other) == schema)) File.Delete(other);
        return copy;
    }

    /// <summary>Removes all but the two newest.</summary>
    public void RemoveOld()
    {
        foreach (var copy in All(database.Path).OrderByDescending(copy => Schema(database.Path, copy)).Skip(Kept)) File.Delete(copy);
    }

    private void CheckRoom()
    {
        var needed = Length(database.Path) + Length(database.LogPath) + Spare;
        var free = new DriveInfo(_folder).AvailableFreeSpace;
        if (free >= needed) return;
        throw new StoreException(
            $"{database.Path} has an older schema, and its disk has {free >> 20} MiB free where the copy that is made before it is changed needs {(needed >> 20) + 1} MiB: make room there and start again. The database is as it was.");
    }

    private void Write(SqliteConnection connection, string path)
    {
        using (var copy = database.ConnectTo(path))
        {
            connection.BackupDatabase(copy);

            // One file without a log, that can be copied and looked at by itself.
            SqliteDatabase.Scalar(copy, "PRAGMA journal_mode=DELETE");
            if (SqliteDatabase.Scalar(copy, "PRAGMA quick_check(1)") is not "ok" and var verdict)
                throw new IOException($"the copy is damaged ({verdict?.ToString()?.ReplaceLineEndings(" ")})");
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private static void Remove(string part)
    {
        foreach (var end in new[] { "", "-journal", "-wal", "-shm" }) File.Delete(part + end);
    }

    private static IEnumerable<string> All(string path) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.schema-*.bak");

    private static int Schema(string path, string copy) =>
        int.TryParse(copy.AsSpan(path.Length + ".schema-".Length).ToString().Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var schema)
            ? schema
            : int.MaxValue;

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
