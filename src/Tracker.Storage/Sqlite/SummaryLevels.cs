namespace Tracker.Storage.Sqlite;

/// <summary>
/// The second level of summaries: sixteen that follow one another as one, so that a curve of a hundred million samples is drawn from some
/// thousand rows. It never reaches over an attempt, nor over what is not there yet.
/// </summary>
internal static class SummaryLevels
{
    private const int Fan = 16;

    /// <summary>Makes what has become full. Series that have less than sixteen new summaries cost one look at the index.</summary>
    public static void Merge(SqliteSession session, IEnumerable<long> series)
    {
        foreach (var key in series)
        {
            var merged = LastMerged(session, key);
            while (MergeNext(session, key, merged) is { } last) merged = last;
        }
    }

    /// <summary>Nothing of the second level is left; it is made again when the next summaries come.</summary>
    public static void Forget(SqliteSession session, long runKey) =>
        session.Execute("DELETE FROM summary WHERE series IN (SELECT key FROM series WHERE run_key = $1) AND level = 1", runKey);

    /// <summary>The last chunk that the second level holds; 0 where there is none.</summary>
    public static long LastMerged(SqliteSession session, long series) =>
        session.Statement("SELECT last_chunk FROM summary WHERE series = $1 AND level = 1 ORDER BY chunk DESC LIMIT 1", series).ExecuteScalar() as long? ?? 0;

    private static long? MergeNext(SqliteSession session, long series, long after)
    {
        var waiting = (long)session.Statement(
            $"SELECT count(*) FROM (SELECT 1 FROM summary WHERE series = $1 AND level = 0 AND chunk > $2 LIMIT {Fan})", series, after).ExecuteScalar()!;
        if (waiting < Fan) return null;
        var rows = new List<StoredSummary>(Fan);
        using (var reader = session.Read($"{StoredSummary.Select} WHERE series = $1 AND level = 0 AND chunk > $2 ORDER BY chunk LIMIT {Fan}", series, after))
        {
            while (reader.Read()) rows.Add(StoredSummary.Read(reader));
        }

        var same = rows.TakeWhile(row => row.Summary.Attempt == rows[0].Summary.Attempt).Count();
        var merged = rows[0].Summary;
        for (var i = 1; i < same; i++) merged.Add(rows[i].Summary);
        ChunkRows.WriteSummary(session, series, 1, rows[0].Chunk, rows[same - 1].Chunk, rows[0].Metric, merged);
        return rows[same - 1].Chunk;
    }
}
