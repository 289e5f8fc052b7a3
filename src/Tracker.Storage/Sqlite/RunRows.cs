using Microsoft.Data.Sqlite;
using Tracker.Core.Alerting;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>Rows of the table run, with what lies beside them.</summary>
internal static class RunRows
{
    /// <summary>The run is <c>r</c>.</summary>
    public const string Select =
        """
        SELECT r.run, r.position, r.status, r.status_reason, r.job_plugin, r.attempt, r.step, r.samples, r.created_at, r.last_report_at,
               r.ended_at, r.next_deadline, r.firing_alerts, r.worst_severity, f.facts, r.cause, r.pinned, h.bytes, m.deleted_at, r.key,
               m.purge_after
        FROM run r JOIN run_facts f ON f.run_key = r.key JOIN run_head h ON h.key = r.key LEFT JOIN run_mark m ON m.run = r.run
        """;

    private const string Upsert =
        """
        INSERT INTO run(key, run, position, status, status_reason, job_plugin, attempt, step, samples, created_at, last_report_at, ended_at,
                        next_deadline, firing_alerts, worst_severity, name, experiment, cause, pinned)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
               EXISTS(SELECT 1 FROM run_mark WHERE run = $2 AND pinned_at IS NOT NULL))
        ON CONFLICT(key) DO UPDATE SET
            position = excluded.position, status = excluded.status, status_reason = excluded.status_reason,
            job_plugin = excluded.job_plugin, attempt = excluded.attempt, step = excluded.step, samples = excluded.samples,
            created_at = excluded.created_at, last_report_at = excluded.last_report_at, ended_at = excluded.ended_at,
            next_deadline = excluded.next_deadline, firing_alerts = excluded.firing_alerts,
            worst_severity = excluded.worst_severity, name = excluded.name, experiment = excluded.experiment, cause = excluded.cause
        WHERE excluded.position >= run.position
        """;

    /// <returns>False where a later one is stored already.</returns>
    public static bool Write(SqliteSession session, long key, RunRow row) => session.Execute(
        Upsert,
        key, row.Run.ToBytes(), row.Position, (long)row.Status, row.StatusReason, row.JobPlugin, (long)row.Attempt, row.Step, row.Samples,
        row.CreatedAt.Microseconds, row.LastReportAt?.Microseconds, row.EndedAt?.Microseconds, row.NextDeadline?.Microseconds,
        (long)row.FiringAlerts, (long?)row.Worst, row.Facts.Name, row.Facts.Experiment, row.Cause) > 0;

    public static RunRow Read(SqliteDataReader reader) => new()
    {
        Run = Ids.ToRunId(reader.GetFieldValue<byte[]>(0)),
        Position = reader.GetInt64(1),
        Status = (RunStatus)reader.GetByte(2),
        StatusReason = reader.GetString(3),
        JobPlugin = reader.IsDBNull(4) ? null : reader.GetString(4),
        Attempt = reader.GetInt32(5),
        Step = reader.GetInt64(6),
        Samples = reader.GetInt64(7),
        CreatedAt = new Timestamp(reader.GetInt64(8)),
        LastReportAt = Time(reader, 9),
        EndedAt = Time(reader, 10),
        NextDeadline = Time(reader, 11),
        FiringAlerts = reader.GetInt32(12),
        Worst = reader.IsDBNull(13) ? null : (Severity)reader.GetByte(13),
        Facts = FactsCodec.Decode(reader.GetFieldValue<byte[]>(14)),
        Cause = reader.IsDBNull(15) ? null : reader.GetString(15),
        IsPinned = reader.GetBoolean(16),
        Bytes = reader.GetInt64(17),
        DeletedAt = Time(reader, 18),
        PurgeAfter = Time(reader, 20),
    };

    /// <summary>Bytes of the facts of a row, without reading them.</summary>
    public static long FactsBytes(SqliteDataReader reader) => reader.GetBytes(14, 0, null, 0, 0);

    private static Timestamp? Time(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new Timestamp(reader.GetInt64(column));
}
