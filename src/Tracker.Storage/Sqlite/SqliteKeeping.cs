using System.Collections.Immutable;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Keeping;

namespace Tracker.Storage.Sqlite;

/// <summary>Pins, deletes and purges on SQLite.</summary>
internal sealed class SqliteKeeping(SqliteWriter writer, SqliteReaders readers, Quarantine quarantine) : IRunKeeping
{
    private const int FindLimit = 10;
    private const int LeastPrefix = 4;
    private const int MostExperiments = 100;

    public Task<WriteResult> PinAsync(RunId run, Timestamp? pinnedAt) => writer.WriteAsync(session =>
    {
        if (Standing(session, run) is not { Hidden: < 2 }) return Refused($"Run {run} is not here.");
        RunMarks.Pin(session, run.ToBytes(), pinnedAt);
        return WriteResult.Durable;
    });

    public Task<WriteResult> DeleteAsync(RunId run, Timestamp now, Timestamp purgeAfter, string why) => writer.WriteAsync(session =>
    {
        if (Standing(session, run) is not { Hidden: < 2 } standing) return Refused($"Run {run} is not here.");
        if (standing.Status.IsLive())
            return Refused($"Run {run} is {standing.Status.ToWord()}: only a run that has ended can be deleted, so end it first.");
        RunMarks.Delete(session, run.ToBytes(), now, purgeAfter, why);
        return WriteResult.Durable;
    });

    public Task<WriteResult> RestoreAsync(RunId run) => writer.WriteAsync(session =>
    {
        switch (Standing(session, run)?.Hidden)
        {
            case 1:
                RunMarks.Restore(session, run.ToBytes());
                return WriteResult.Durable;
            case 0:
                return Refused($"Run {run} is not deleted.");
            default:
                return Refused($"Run {run} is no longer here: its purge has begun.");
        }
    });

    public ValueTask<ImmutableArray<RunRow>> FindDeletedAsync(string text, CancellationToken cancellationToken) => readers.ReadAsync(
        session =>
        {
            if (text.Length >= LeastPrefix && Ids.Prefix(text) is { } prefix)
            {
                var byId = SqliteRunStore.Rows(
                    session,
                    $"{RunRows.Select} WHERE r.run BETWEEN $1 AND $2 AND r.hidden = 1 ORDER BY r.run DESC LIMIT $3",
                    prefix.First.ToBytes(), prefix.Last.ToBytes(), FindLimit);
                if (!byId.IsEmpty) return byId;
            }

            return SqliteRunStore.Rows(session, $"{RunRows.Select} WHERE r.name = $1 AND r.hidden = 1 ORDER BY r.run DESC LIMIT $2", text, FindLimit);
        },
        cancellationToken);

    public ValueTask<ImmutableArray<EndedRun>> EndedAsync(EndedRun? after, int limit, CancellationToken cancellationToken) => readers.ReadAsync(
        session =>
        {
            var ended = ImmutableArray.CreateBuilder<EndedRun>();
            using var rows = session.Read(
                """
                SELECT r.run, r.name, r.experiment, r.ended_at, h.bytes, r.key FROM run r JOIN run_head h ON h.key = r.key
                WHERE r.ended_at IS NOT NULL AND (r.ended_at, r.key) > ($1, $2) AND r.hidden = 0 AND r.pinned = 0 AND r.status > 1 AND r.position > 0
                ORDER BY r.ended_at, r.key LIMIT $3
                """,
                after?.EndedAt.Microseconds ?? long.MinValue, after?.Key ?? 0, limit);
            while (rows.Read())
            {
                ended.Add(new EndedRun(
                    Ids.ToRunId(rows.GetFieldValue<byte[]>(0)),
                    rows.IsDBNull(1) ? null : rows.GetString(1),
                    rows.IsDBNull(2) ? null : rows.GetString(2),
                    new Timestamp(rows.GetInt64(3)),
                    rows.GetInt64(4),
                    rows.GetInt64(5)));
            }

            return ended.DrainToImmutable();
        },
        cancellationToken);

    public ValueTask<RunSpace> SpaceAsync(CancellationToken cancellationToken) => readers.ReadAsync(ReadSpace, cancellationToken);

    public ValueTask<ImmutableArray<RunId>> PurgeableAsync(Timestamp now, int limit, CancellationToken cancellationToken) => readers.ReadAsync(
        session => SqliteRunStore.Runs(
            session,
            """
            SELECT run FROM run_mark WHERE deleted_at IS NOT NULL AND (purge = 1 OR (purge = 0 AND purge_after <= $1))
            ORDER BY purge DESC, purge_after LIMIT $2
            """,
            now.Microseconds, limit),
        cancellationToken);

    public Task<WriteResult> BeginPurgeAsync(RunId run) => writer.WriteAsync(session =>
    {
        switch (Standing(session, run)?.Hidden)
        {
            case 1:
                // Whoever has the run in memory is fenced, and can take it over no more.
                session.Execute("UPDATE run_mark SET purge = 1 WHERE run = $1", run.ToBytes());
                session.Execute("UPDATE run SET hidden = 2, next_deadline = NULL WHERE run = $1", run.ToBytes());
                session.Execute("UPDATE run_head SET epoch = epoch + 1 WHERE run = $1", run.ToBytes());
                return WriteResult.Durable;
            case 2:
                return WriteResult.Durable;
            case 0:
                return Refused($"Run {run} is not deleted.");
            default:
                return RunMarks.IsPurged(session, run.ToBytes()) ? WriteResult.Durable : Refused($"Run {run} is not here.");
        }
    });

    public async Task<PurgeSlice> PurgeAsync(RunId run, TimeSpan slice)
    {
        // Found by a reader: there is no index for it, and the writer shall not look through what waits for others.
        var waiting = await readers.ReadAsync(
            session => SqliteRunStore.Numbers(session, "SELECT id FROM outbox WHERE run = $1 LIMIT 500", run.ToBytes()), CancellationToken.None).ConfigureAwait(false);
        var purge = new RunPurge(run, slice, waiting);
        var result = await writer.WriteAsync(purge.Execute).ConfigureAwait(false);
        var isDone = result.Outcome == WriteOutcome.Durable && purge.IsDone;
        if (isDone) quarantine.Forget(run);
        return new PurgeSlice(result, isDone, purge.Bytes);
    }

    private static RunSpace ReadSpace(SqliteSession session)
    {
        long runs = 0, runBytes = 0, deletedRuns = 0, deletedBytes = 0, pinnedRuns = 0, pinnedBytes = 0;
        using (var rows = session.Read(
            """
            SELECT r.hidden > 0, r.pinned, count(*), coalesce(sum(h.bytes), 0) FROM run r JOIN run_head h ON h.key = r.key
            WHERE r.position > 0 GROUP BY 1, 2
            """))
        {
            while (rows.Read())
            {
                var (isDeleted, isPinned, count, bytes) = (rows.GetBoolean(0), rows.GetBoolean(1), rows.GetInt64(2), rows.GetInt64(3));
                if (isDeleted) (deletedRuns, deletedBytes) = (deletedRuns + count, deletedBytes + bytes);
                else (runs, runBytes) = (runs + count, runBytes + bytes);
                if (isPinned && !isDeleted) (pinnedRuns, pinnedBytes) = (pinnedRuns + count, pinnedBytes + bytes);
            }
        }

        var experiments = ImmutableArray.CreateBuilder<ExperimentSpace>();
        using (var rows = session.Read(
            """
            SELECT r.experiment, count(*), coalesce(sum(h.bytes), 0) AS bytes FROM run r JOIN run_head h ON h.key = r.key
            WHERE r.position > 0 AND r.hidden = 0 GROUP BY r.experiment ORDER BY bytes DESC, r.experiment LIMIT $1
            """,
            MostExperiments))
        {
            while (rows.Read()) experiments.Add(new ExperimentSpace(rows.IsDBNull(0) ? null : rows.GetString(0), rows.GetInt64(1), rows.GetInt64(2)));
        }

        var page = Number(session, "PRAGMA page_size");
        return new RunSpace(
            runs, runBytes, deletedRuns, deletedBytes, pinnedRuns, pinnedBytes,
            page * Number(session, "PRAGMA page_count"), page * Number(session, "PRAGMA freelist_count"), experiments.DrainToImmutable());
    }

    private static long Number(SqliteSession session, string pragma) => (long)session.Statement(pragma).ExecuteScalar()!;

    private static (RunStatus Status, long Hidden)? Standing(SqliteSession session, RunId run)
    {
        using var row = session.Read("SELECT status, hidden FROM run WHERE run = $1", run.ToBytes());
        return row.Read() ? ((RunStatus)row.GetByte(0), row.GetInt64(1)) : null;
    }

    private static WriteResult Refused(string sentence) => new(WriteOutcome.Refused, sentence);
}
