using Microsoft.Data.Sqlite;
using Tracker.Core.Alerting;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>Rows of the table run.</summary>
internal static class RunRows
{
    public const string Select =
        """
        SELECT run, position, status, status_reason, job_plugin, attempt, step, samples, created_at, last_report_at, ended_at,
               next_deadline, firing_alerts, worst_severity, facts
        FROM run
        """;

    private const string Upsert =
        """
        INSERT INTO run(run, position, status, status_reason, job_plugin, attempt, step, samples, created_at, last_report_at, ended_at,
                        next_deadline, firing_alerts, worst_severity, facts, name, experiment)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        ON CONFLICT(run) DO UPDATE SET
            position = excluded.position, status = excluded.status, status_reason = excluded.status_reason,
            job_plugin = excluded.job_plugin, attempt = excluded.attempt, step = excluded.step, samples = excluded.samples,
            created_at = excluded.created_at, last_report_at = excluded.last_report_at, ended_at = excluded.ended_at,
            next_deadline = excluded.next_deadline, firing_alerts = excluded.firing_alerts,
            worst_severity = excluded.worst_severity, facts = excluded.facts, name = excluded.name, experiment = excluded.experiment
        WHERE excluded.position >= run.position
        """;

    public static void Write(SqliteSession session, RunRow row) => session.Execute(
        Upsert,
        row.Run.ToBytes(), row.Position, (long)row.Status, row.StatusReason, row.JobPlugin, (long)row.Attempt, row.Step, row.Samples,
        row.CreatedAt.Microseconds, row.LastReportAt?.Microseconds, row.EndedAt?.Microseconds, row.NextDeadline?.Microseconds,
        (long)row.FiringAlerts, (long?)row.Worst, FactsCodec.Encode(row.Facts), row.Facts.Name, row.Facts.Experiment);

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
    };

    private static Timestamp? Time(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new Timestamp(reader.GetInt64(column));
}
