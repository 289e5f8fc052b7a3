using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Storage.Chunks;

namespace Tracker.Storage.Sqlite;

/// <summary>Rows of the tables chunk, series and summary.</summary>
internal static class ChunkRows
{
    private const string Insert =
        "INSERT INTO chunk(id, run_key, first_position, last_position, rows, samples, body) VALUES($1, $2, $3, $4, $5, $6, $7) RETURNING id";

    private const string InsertSummary =
        """
        INSERT INTO summary(series, level, chunk, last_chunk, metric, attempt, rows, non_finite, low_step, high_step, first_step, first_time,
                            first_value, last_step, last_time, last_value, min_step, min_time, min_value, max_step, max_time, max_value, sum)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
        """;

    /// <summary>Bytes that a chunk and its summaries take, by and large.</summary>
    public static long Space(SealedChunk chunk) => chunk.Body.Length + 32 + (128L * chunk.Key.Metrics);

    /// <summary>Stores the chunks of a range with their summaries, under given ids first.</summary>
    public static void Write(
        SqliteSession session,
        long key,
        SealedRange range,
        IReadOnlyDictionary<(ProducerId Producer, uint Set), SetInput> sets,
        ReadOnlySpan<long> ids)
    {
        var series = new Dictionary<(int Rank, string Name), long>();
        for (var i = 0; i < range.Chunks.Length; i++)
        {
            var chunk = range.Chunks[i];
            var id = (long)session.Statement(
                Insert, i < ids.Length ? ids[i] : null, key, range.First, range.Last, (long)chunk.Rows, chunk.Samples, chunk.Body).ExecuteScalar()!;
            if (!sets.TryGetValue((chunk.Key.Producer, chunk.Key.Set), out var set) || set.Names.Length != chunk.Key.Metrics) continue;
            for (var metric = 0; metric < chunk.Key.Metrics; metric++)
            {
                var name = (set.Rank, set.Names[metric]);
                if (!series.TryGetValue(name, out var seriesKey)) series.Add(name, seriesKey = SeriesKey(session, key, name.Rank, name.Item2));
                WriteSummary(session, seriesKey, 0, id, id, metric, chunk.Summaries[metric]);
            }
        }

        SummaryLevels.Merge(session, series.Values);
    }

    public static void WriteSummary(SqliteSession session, long series, int level, long chunk, long lastChunk, int metric, in SeriesSummary summary) =>
        session.Execute(
            InsertSummary,
            series, (long)level, chunk, lastChunk, (long)metric, (long)summary.Attempt, summary.Rows, summary.NonFinite, summary.LowStep, summary.HighStep,
            summary.FirstStep, summary.FirstTime, Real(summary.FirstValue), summary.LastStep, summary.LastTime, Real(summary.LastValue),
            summary.MinStep, summary.MinTime, Real(summary.MinValue), summary.MaxStep, summary.MaxTime, Real(summary.MaxValue), Real(summary.Sum));

    /// <summary>Moves a chunk that is damaged out of the way, as it is. Its summaries stay: they were made when it was whole.</summary>
    public static bool Quarantine(SqliteSession session, ChunkDamage damage, Timestamp now)
    {
        session.Execute(
            """
            INSERT INTO quarantine(run_key, chunk, first_position, last_position, rows, samples, reason, at, body)
            SELECT run_key, id, first_position, last_position, rows, samples, $2, $3, body FROM chunk WHERE id = $1
            """,
            damage.Chunk, damage.Reason, now.Microseconds);
        return session.Execute("DELETE FROM chunk WHERE id = $1", damage.Chunk) > 0;
    }

    private static long SeriesKey(SqliteSession session, long key, int rank, string name)
    {
        if (session.Statement("SELECT key FROM series WHERE run_key = $1 AND rank = $2 AND name = $3", key, (long)rank, name).ExecuteScalar() is long known)
            return known;
        return (long)session.Statement("INSERT INTO series(run_key, rank, name) VALUES($1, $2, $3) RETURNING key", key, (long)rank, name).ExecuteScalar()!;
    }

    /// <summary>SQLite has no NaN: it is NULL there.</summary>
    private static double? Real(double value) => double.IsNaN(value) ? null : value;
}
