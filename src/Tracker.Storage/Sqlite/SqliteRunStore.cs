using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Search;

namespace Tracker.Storage.Sqlite;

/// <summary>What is derived from the journal, on SQLite.</summary>
internal sealed class SqliteRunStore(SqliteWriter writer, SqliteReaders readers) : IRunStore
{
    private const int FindLimit = 10;
    private const int LeastPrefix = 4;

    public string? Trouble => writer.Trouble;

    public Task<WriteResult> CommitAsync(DerivedCommit commit) => writer.WriteAsync(session =>
    {
        var run = commit.Row.Run.ToBytes();
        if (FindKey(session, commit.Row.Run, run, out var key, out var isDeleted) is { } refused) return refused;
        var isNewest = RunRows.Write(session, key, commit.Row);

        // What revives a run takes its delete back: a run that lives cannot be deleted.
        if (isDeleted && commit.Row.Status.IsLive()) RunMarks.Restore(session, run);
        if (isNewest && !commit.FactsAreStored) WriteFacts(session, key, commit.Row);
        if (isNewest && !commit.Metrics.IsDefault) RunValues.WriteMetrics(session, key, commit.Metrics);
        if (commit.Snapshot is { } snapshot)
        {
            session.Execute(
                """
                INSERT INTO snapshot(run, position, judge_version, event_offset, state, sets) VALUES($1, $2, $3, $4, $5, $6)
                ON CONFLICT(run) DO UPDATE SET position = excluded.position, judge_version = excluded.judge_version,
                    event_offset = excluded.event_offset, state = excluded.state, sets = excluded.sets
                WHERE excluded.position >= snapshot.position
                """,
                run, snapshot.Position, snapshot.JudgeVersion, snapshot.EventOffset, snapshot.State, snapshot.Sets);
        }

        foreach (var derived in commit.Events) WriteEvent(session, run, derived);
        return WriteResult.Durable;
    });

    public ValueTask<RunRow?> GetAsync(RunId run, CancellationToken cancellationToken) => readers.ReadAsync(
        session => Rows(session, $"{RunRows.Select} WHERE r.run = $1 AND r.hidden < 2", run.ToBytes()).FirstOrDefault(), cancellationToken);

    public ValueTask<ImmutableArray<RunRow>> FindAsync(string text, CancellationToken cancellationToken) => readers.ReadAsync(
        session =>
        {
            if (text.Length >= LeastPrefix && Ids.Prefix(text) is { } prefix)
            {
                var byId = Rows(
                    session,
                    $"{RunRows.Select} WHERE r.run BETWEEN $1 AND $2 AND r.position > 0 AND r.hidden = 0 ORDER BY r.run DESC LIMIT $3",
                    prefix.First.ToBytes(), prefix.Last.ToBytes(), FindLimit);
                if (!byId.IsEmpty) return byId;
            }

            return Rows(session, $"{RunRows.Select} WHERE r.name = $1 AND r.position > 0 AND r.hidden = 0 ORDER BY r.run DESC LIMIT $2", text, FindLimit);
        },
        cancellationToken);

    public ValueTask<ImmutableArray<RunRow>> ListAsync(RunQuery query, CancellationToken cancellationToken) => readers.ReadAsync(
        session =>
        {
            // A statement for each shape, so that each has its index: what fires is few, and is put in order once it is found.
            var sql = query.OnlyFiring
                ? $"{RunRows.Select} WHERE +r.run < $1 AND r.position > 0 AND r.hidden = 0 AND r.firing_alerts > 0 ORDER BY +r.run DESC LIMIT $2"
                : $"{RunRows.Select} WHERE r.run < $1 AND r.position > 0 AND r.hidden = 0 ORDER BY r.run DESC LIMIT $2";
            var before = query.Before?.ToBytes() ?? [.. Enumerable.Repeat((byte)0xFF, 17)];
            return Rows(session, sql, before, Math.Clamp(query.Limit, 1, 1_000));
        },
        cancellationToken);

    public ValueTask<RunPage> SearchAsync(RunSearch search, CancellationToken cancellationToken) =>
        readers.AskAsync(session => SqliteSearch.Find(session, search, cancellationToken), cancellationToken);

    public ValueTask<ImmutableArray<RunId>> UnindexedAsync(int limit, CancellationToken cancellationToken) => readers.ReadAsync(
        session => Runs(session, "SELECT run FROM run WHERE is_indexed = 0 AND hidden < 2 ORDER BY key DESC LIMIT $1", limit), cancellationToken);

    public async Task<WriteResult> IndexAsync(RunId run, long position, ImmutableArray<MetricValue> metrics, string? cause)
    {
        // Counted by a reader, against what is counted already: what is appended or sealed meanwhile counts itself.
        var missing = await readers.ReadAsync(session => RunIndex.MissingBytes(session, run.ToBytes()), CancellationToken.None).ConfigureAwait(false);
        return await writer.WriteAsync(session => RunIndex.Write(session, run.ToBytes(), position, metrics, cause, missing)).ConfigureAwait(false);
    }

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => readers.ReadAsync(
        static session => (long)session.Statement("SELECT count(*) FROM run WHERE position > 0 AND hidden = 0").ExecuteScalar()!, cancellationToken);

    public ValueTask<ImmutableArray<RunId>> LiveAsync(CancellationToken cancellationToken) => readers.ReadAsync(
        session => Runs(session, "SELECT run FROM run WHERE status IN (0, 1) AND hidden < 2 ORDER BY run"), cancellationToken);

    public ValueTask<ImmutableArray<RunId>> OverdueAsync(Timestamp now, int limit, CancellationToken cancellationToken) => readers.ReadAsync(
        session => Runs(session, "SELECT run FROM run WHERE next_deadline <= $1 AND hidden < 2 ORDER BY next_deadline LIMIT $2", now.Microseconds, limit),
        cancellationToken);

    public ValueTask<StoredSnapshot?> SnapshotAsync(RunId run, CancellationToken cancellationToken) => readers.ReadAsync(
        session =>
        {
            using var rows = session.Read(
                "SELECT position, judge_version, event_offset, state, sets FROM snapshot WHERE run = $1", run.ToBytes());
            return rows.Read()
                ? new StoredSnapshot(
                    rows.GetInt64(0), rows.GetString(1), rows.GetInt64(2), rows.GetFieldValue<byte[]>(3), rows.GetFieldValue<byte[]>(4))
                : null;
        },
        cancellationToken);

    public ValueTask<ImmutableArray<RunEvent>> EventsAsync(RunId run, ulong after, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            session =>
            {
                var events = ImmutableArray.CreateBuilder<RunEvent>();
                using var rows = session.Read(
                    "SELECT number, kind, body FROM run_event WHERE run = $1 AND number > $2 ORDER BY number LIMIT $3",
                    run.ToBytes(), (long)Math.Min(after, long.MaxValue), limit);
                while (rows.Read())
                    events.Add(EventCodec.Decode((ulong)rows.GetInt64(0), rows.GetByte(1), rows.GetFieldValue<byte[]>(2)));
                return events.DrainToImmutable();
            },
            cancellationToken);

    public ValueTask<ImmutableArray<OutboxRow>> OutboxAsync(string consumer, long after, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            session =>
            {
                var waiting = ImmutableArray.CreateBuilder<OutboxRow>();
                using var rows = session.Read(
                    """
                    SELECT o.id, o.run, o.number, e.kind, e.body FROM outbox o JOIN run_event e ON e.run = o.run AND e.number = o.number
                    WHERE o.consumer = $1 AND o.id > $2 ORDER BY o.id LIMIT $3
                    """,
                    consumer, after, limit);
                while (rows.Read())
                {
                    waiting.Add(new OutboxRow(
                        rows.GetInt64(0),
                        Ids.ToRunId(rows.GetFieldValue<byte[]>(1)),
                        EventCodec.Decode((ulong)rows.GetInt64(2), rows.GetByte(3), rows.GetFieldValue<byte[]>(4))));
                }

                return waiting.DrainToImmutable();
            },
            cancellationToken);

    public Task<WriteResult> OutboxHandledAsync(string consumer, long through) => writer.WriteAsync(session =>
    {
        session.Execute("DELETE FROM outbox WHERE consumer = $1 AND id <= $2", consumer, through);
        return WriteResult.Durable;
    });

    public ValueTask<Timestamp?> LastAliveAsync(CancellationToken cancellationToken) => readers.ReadAsync<Timestamp?>(
        session => session.Statement("SELECT at FROM alive").ExecuteScalar() is long at ? new Timestamp(at) : null, cancellationToken);

    public Task<WriteResult> SetAliveAsync(Timestamp now) => writer.WriteAsync(session =>
    {
        session.Execute("INSERT INTO alive(only_row, at) VALUES(1, $1) ON CONFLICT DO UPDATE SET at = excluded.at", now.Microseconds);
        return WriteResult.Durable;
    });

    /// <summary>The run's key, made where it has none. What was purged is not made again.</summary>
    private static WriteResult? FindKey(SqliteSession session, RunId id, byte[] run, out long key, out bool isDeleted)
    {
        bool isStored, isPurged;
        using (var found = session.Read(
            "SELECT h.key, r.hidden FROM run_head h LEFT JOIN run r ON r.key = h.key WHERE h.run = $1", run))
        {
            key = found.Read() ? found.GetInt64(0) : 0;
            isStored = key != 0 && !found.IsDBNull(1);
            var hidden = isStored ? found.GetInt64(1) : 0;
            isDeleted = hidden == 1;
            isPurged = hidden == 2;
        }

        if (!isStored) isPurged = RunMarks.IsPurged(session, run);
        if (isPurged) return new WriteResult(WriteOutcome.Refused, RunMarks.PurgedSentence(id));
        if (key == 0)
        {
            key = (long)session.Statement(
                "INSERT INTO run_head(run, epoch, position, received_at) VALUES($1, 0, 0, 0) RETURNING key", run).ExecuteScalar()!;
        }

        return null;
    }

    private static void WriteFacts(SqliteSession session, long key, RunRow row)
    {
        session.Execute(
            "INSERT INTO run_facts(run_key, facts) VALUES($1, $2) ON CONFLICT(run_key) DO UPDATE SET facts = excluded.facts",
            key, FactsCodec.Encode(row.Facts));
        RunValues.WriteFacts(session, key, row.Facts);
    }

    private static void WriteEvent(SqliteSession session, byte[] run, DerivedEvent derived)
    {
        var (kind, body) = EventCodec.Encode(derived.Event);
        var number = (long)derived.Event.Number;
        var added = session.Execute(
            "INSERT INTO run_event(run, number, position, kind, body) VALUES($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            run, number, derived.Position, (long)kind, body);
        if (added == 0) return;
        foreach (var consumer in derived.Consumers)
            session.Execute("INSERT INTO outbox(consumer, run, number) VALUES($1, $2, $3)", consumer, run, number);
    }

    internal static ImmutableArray<RunRow> Rows(SqliteSession session, string sql, params ReadOnlySpan<object?> values)
    {
        var found = ImmutableArray.CreateBuilder<RunRow>();
        using var rows = session.Read(sql, values);
        while (rows.Read()) found.Add(RunRows.Read(rows));
        return found.DrainToImmutable();
    }

    internal static ImmutableArray<RunId> Runs(SqliteSession session, string sql, params ReadOnlySpan<object?> values)
    {
        var found = ImmutableArray.CreateBuilder<RunId>();
        using var rows = session.Read(sql, values);
        while (rows.Read()) found.Add(Ids.ToRunId(rows.GetFieldValue<byte[]>(0)));
        return found.DrainToImmutable();
    }

    internal static ImmutableArray<long> Numbers(SqliteSession session, string sql, params ReadOnlySpan<object?> values)
    {
        var found = ImmutableArray.CreateBuilder<long>();
        using var rows = session.Read(sql, values);
        while (rows.Read()) found.Add(rows.GetInt64(0));
        return found.DrainToImmutable();
    }
}
