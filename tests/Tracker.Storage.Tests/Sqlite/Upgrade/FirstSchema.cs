using System.IO.Compression;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Tests.Sqlite.Upgrade;

/// <summary>A database of schema 1, written by the daemon of that time, and what is in it, read without Tracker's own code.</summary>
internal static class FirstSchema
{
    public static RunId Healthy { get; } = Id(1);

    public static RunId WentNan { get; } = Id(2);

    public static RunId Live { get; } = Id(3);

    public static RunId Streamed { get; } = Id(4);

    public static IReadOnlyList<RunId> Runs { get; } = [Healthy, WentNan, Live, Streamed];

    public static void WriteTo(string path)
    {
        using var packed = Assembly.GetExecutingAssembly().GetManifestResourceStream("schema-1.db.gz")!;
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var file = File.Create(path);
        unpacked.CopyTo(file);
    }

    /// <summary>The journal of a run, as it lies in the file.</summary>
    public static List<JournalEntry> Entries(string path, RunId run)
    {
        var entries = new List<JournalEntry>();
        Read(
            path,
            $"SELECT e.position, e.received_at, e.kind, e.payload FROM entry e JOIN run_head h ON h.key = e.run_key WHERE lower(hex(h.run)) = '{run}' ORDER BY 1",
            row => entries.Add(new JournalEntry(row.GetInt64(0), new Timestamp(row.GetInt64(1)), (EntryKind)row.GetByte(2), row.GetFieldValue<byte[]>(3))));
        return entries;
    }

    /// <summary>Any rows, each as one text.</summary>
    public static List<string> Rows(string path, string sql)
    {
        var rows = new List<string>();
        Read(path, sql, row =>
        {
            var values = new object[row.FieldCount];
            row.GetValues(values);
            rows.Add(string.Join('|', values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : value.ToString())));
        });
        return rows;
    }

    private static void Read(string path, string sql, Action<SqliteDataReader> take)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        while (rows.Read()) take(rows);
    }

    private static RunId Id(uint number) => new(((UInt128)0x0193ab0000007000 << 64) | 0x8000000000000000 | number);
}
