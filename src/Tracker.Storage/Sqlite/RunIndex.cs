using System.Collections.Immutable;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>Makes a run of an earlier schema one that searches find, as every other.</summary>
internal static class RunIndex
{
    /// <summary>Bytes of the run's journal that are not counted in its head.</summary>
    public static long MissingBytes(SqliteSession session, byte[] run) => session.Statement(
        """
        SELECT (SELECT coalesce(sum(length(payload) + 24), 0) FROM entry WHERE run_key = h.key)
            + (SELECT coalesce(sum(length(body) + 32), 0) FROM chunk WHERE run_key = h.key) - h.bytes
        FROM run_head h WHERE h.run = $1
        """,
        run).ExecuteScalar() as long? ?? 0;

    public static WriteResult Write(SqliteSession session, byte[] run, long position, ImmutableArray<MetricValue> metrics, string? cause, long missingBytes)
    {
        long key, at;
        byte[] facts;
        using (var row = session.Read(
            "SELECT r.key, r.position, f.facts FROM run r JOIN run_facts f ON f.run_key = r.key WHERE r.run = $1 AND r.is_indexed = 0", run))
        {
            if (!row.Read()) return WriteResult.Durable;
            (key, at, facts) = (row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2));
        }

        RunValues.WriteFacts(session, key, FactsCodec.Decode(facts));
        if (at == position && !metrics.IsDefault) RunValues.WriteMetrics(session, key, metrics);
        if (at == position && cause is not null) session.Execute("UPDATE run SET cause = $2 WHERE key = $1", key, cause);
        session.Execute("UPDATE run_head SET bytes = bytes + $2 WHERE key = $1", key, missingBytes);
        session.Execute("UPDATE run SET is_indexed = 1 WHERE key = $1", key);
        return WriteResult.Durable;
    }
}
