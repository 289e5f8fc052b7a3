using SQLitePCL;

namespace Tracker.Storage.Sqlite;

/// <summary>The summaries that a curve is drawn from: one range of the table for a series, read by SQLite's own interface.</summary>
internal static class CurveScan
{
    /// <summary>Summaries over some steps: of the second level where there are enough of these, else of the first.</summary>
    /// <param name="session">Within a transaction.</param>
    /// <param name="series">The series.</param>
    /// <param name="from">First step.</param>
    /// <param name="to">Last step.</param>
    /// <param name="points">Points that the curve may have: two for each piece.</param>
    public static List<StoredSummary> Read(SqliteSession session, long series, long from, long to, int points)
    {
        var coarse = Scan(session, series, 1, 0, long.MaxValue, from, to);
        if (coarse.Count < points / 2 || coarse.Sum(static row => row.Summary.Rows) <= points) return Scan(session, series, 0, 0, long.MaxValue, from, to);
        var found = new List<StoredSummary>(coarse.Count);
        foreach (var row in coarse)
        {
            if (row.IsWithin(from, to)) found.Add(row);
            else found.AddRange(Scan(session, series, 0, row.Chunk, row.LastChunk, from, to));
        }

        found.AddRange(Scan(session, series, 0, SummaryLevels.LastMerged(session, series) + 1, long.MaxValue, from, to));
        return found;
    }

    private static List<StoredSummary> Scan(SqliteSession session, long series, int level, long first, long last, long from, long to)
    {
        var found = new List<StoredSummary>();
        var database = session.Connection.Handle!;
        const string sql =
            $"{StoredSummary.Select} WHERE series = ?1 AND level = ?2 AND chunk BETWEEN ?3 AND ?4 AND high_step >= ?5 AND low_step <= ?6 ORDER BY chunk";
        var result = raw.sqlite3_prepare_v2(database, sql, out var statement);
        using (statement)
        {
            if (result != raw.SQLITE_OK) throw Error(database, result);
            raw.sqlite3_bind_int64(statement, 1, series);
            raw.sqlite3_bind_int(statement, 2, level);
            raw.sqlite3_bind_int64(statement, 3, first);
            raw.sqlite3_bind_int64(statement, 4, last);
            raw.sqlite3_bind_int64(statement, 5, from);
            raw.sqlite3_bind_int64(statement, 6, to);
            while ((result = raw.sqlite3_step(statement)) == raw.SQLITE_ROW) found.Add(StoredSummary.Read(statement));
            return result == raw.SQLITE_DONE ? found : throw Error(database, result);
        }
    }

    private static Microsoft.Data.Sqlite.SqliteException Error(sqlite3 database, int code) =>
        new(raw.sqlite3_errmsg(database).utf8_to_string(), code);
}
