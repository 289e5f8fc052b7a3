using Tracker.Core.Runs;

namespace Tracker.Storage.Sqlite;

/// <summary>Rows of the table run_mark, and the two columns of the table run that follow them.</summary>
internal static class RunMarks
{
    /// <summary>For whoever still reports to it.</summary>
    public static string PurgedSentence(RunId run) => $"Run {run} was deleted for good: start another run.";

    /// <summary>Its purge has begun, or is done.</summary>
    public static bool IsPurged(SqliteSession session, byte[] run) =>
        session.Statement("SELECT 1 FROM run_mark WHERE run = $1 AND purge > 0", run).ExecuteScalar() is not null;

    public static void Pin(SqliteSession session, byte[] run, Timestamp? at)
    {
        session.Execute(
            "INSERT INTO run_mark(run, pinned_at) VALUES($1, $2) ON CONFLICT(run) DO UPDATE SET pinned_at = excluded.pinned_at",
            run, at?.Microseconds);
        session.Execute("UPDATE run SET pinned = $2 WHERE run = $1", run, at is null ? 0L : 1L);
    }

    public static void Delete(SqliteSession session, byte[] run, Timestamp at, Timestamp purgeAfter, string why)
    {
        session.Execute(
            """
            INSERT INTO run_mark(run, deleted_at, purge_after, deleted_why) VALUES($1, $2, $3, $4) ON CONFLICT(run) DO UPDATE SET
                deleted_at = coalesce(run_mark.deleted_at, excluded.deleted_at), purge_after = excluded.purge_after, deleted_why = excluded.deleted_why
            """,
            run, at.Microseconds, purgeAfter.Microseconds, why);
        session.Execute("UPDATE run SET hidden = 1 WHERE run = $1", run);
    }

    public static void Restore(SqliteSession session, byte[] run)
    {
        session.Execute("UPDATE run_mark SET deleted_at = NULL, purge_after = NULL, deleted_why = NULL WHERE run = $1", run);
        session.Execute("UPDATE run SET hidden = 0 WHERE run = $1", run);
    }
}
