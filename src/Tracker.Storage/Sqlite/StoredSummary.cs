using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tracker.Storage.Chunks;

namespace Tracker.Storage.Sqlite;

/// <summary>A row of the table summary.</summary>
internal readonly record struct StoredSummary(long Chunk, long LastChunk, int Metric, SeriesSummary Summary)
{
    /// <summary>It is several of the first level.</summary>
    public bool IsMerged => LastChunk != Chunk;

    /// <summary>All of its samples are at these steps.</summary>
    public bool IsWithin(long from, long to) => Summary.LowStep >= from && Summary.HighStep <= to;

    public const string Select =
        """
        SELECT chunk, last_chunk, metric, attempt, rows, non_finite, low_step, high_step, first_step, first_time, first_value, last_step, last_time,
               last_value, min_step, min_time, min_value, max_step, max_time, max_value, sum
        FROM summary
        """;

    public static StoredSummary Read(SqliteDataReader reader) => new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2), new SeriesSummary
    {
        Attempt = reader.GetInt32(3),
        Rows = reader.GetInt64(4),
        NonFinite = reader.GetInt64(5),
        LowStep = reader.GetInt64(6),
        HighStep = reader.GetInt64(7),
        FirstStep = reader.GetInt64(8),
        FirstTime = reader.GetInt64(9),
        FirstValue = Real(reader, 10),
        LastStep = reader.GetInt64(11),
        LastTime = reader.GetInt64(12),
        LastValue = Real(reader, 13),
        MinStep = reader.GetInt64(14),
        MinTime = reader.GetInt64(15),
        MinValue = Real(reader, 16),
        MaxStep = reader.GetInt64(17),
        MaxTime = reader.GetInt64(18),
        MaxValue = Real(reader, 19),
        Sum = Real(reader, 20),
    });

    /// <summary>The same by SQLite's own interface, for scans of thousands of rows.</summary>
    public static StoredSummary Read(sqlite3_stmt row) => new(
        raw.sqlite3_column_int64(row, 0), raw.sqlite3_column_int64(row, 1), raw.sqlite3_column_int(row, 2), new SeriesSummary
        {
            Attempt = raw.sqlite3_column_int(row, 3),
            Rows = raw.sqlite3_column_int64(row, 4),
            NonFinite = raw.sqlite3_column_int64(row, 5),
            LowStep = raw.sqlite3_column_int64(row, 6),
            HighStep = raw.sqlite3_column_int64(row, 7),
            FirstStep = raw.sqlite3_column_int64(row, 8),
            FirstTime = raw.sqlite3_column_int64(row, 9),
            FirstValue = Real(row, 10),
            LastStep = raw.sqlite3_column_int64(row, 11),
            LastTime = raw.sqlite3_column_int64(row, 12),
            LastValue = Real(row, 13),
            MinStep = raw.sqlite3_column_int64(row, 14),
            MinTime = raw.sqlite3_column_int64(row, 15),
            MinValue = Real(row, 16),
            MaxStep = raw.sqlite3_column_int64(row, 17),
            MaxTime = raw.sqlite3_column_int64(row, 18),
            MaxValue = Real(row, 19),
            Sum = Real(row, 20),
        });

    private static double Real(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? double.NaN : reader.GetDouble(column);

    private static double Real(sqlite3_stmt row, int column) =>
        raw.sqlite3_column_type(row, column) == raw.SQLITE_NULL ? double.NaN : raw.sqlite3_column_double(row, column);
}
