using System.Collections.Immutable;
using System.Diagnostics;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// One slice of a purge, a row at a time until the time is over. Each slice is a commit of its own, and what it left is found by the
/// next one, after a crash too: the run itself goes last, and with it the mark says that it is done.
/// </summary>
internal sealed class RunPurge(RunId run, TimeSpan slice, ImmutableArray<long> waiting)
{
    private const int Batch = 256;

    // Each finds some rows of the run by its key ($1) or its id ($2), and removes one by what it found ($3, and the run's $1 and $2).
    private const string RemoveName =
        """
        DELETE FROM search_name WHERE key = $1 AND NOT EXISTS(SELECT 1 FROM run_value WHERE name_key = $1)
            AND NOT EXISTS(SELECT 1 FROM run_metric WHERE name_key = $1)
        """;

    private static readonly (string Find, string Remove, bool IsNamed)[] Stages =
    [
        ("SELECT id, length(payload) + 24 FROM entry WHERE run_key = $1 AND $2 IS NOT NULL LIMIT $3",
            "DELETE FROM entry WHERE id = $3 AND $1 IS NOT NULL AND $2 IS NOT NULL",
            false),
        ("SELECT id, length(body) + 32 FROM chunk WHERE run_key = $1 AND $2 IS NOT NULL LIMIT $3",
            "DELETE FROM chunk WHERE id = $3 AND $1 IS NOT NULL AND $2 IS NOT NULL",
            false),
        ("SELECT id, 0 FROM quarantine WHERE run_key = $1 AND $2 IS NOT NULL LIMIT $3",
            "DELETE FROM quarantine WHERE id = $3 AND $1 IS NOT NULL AND $2 IS NOT NULL",
            false),
        ("SELECT key, 0 FROM series WHERE run_key = $1 AND $2 IS NOT NULL AND EXISTS(SELECT 1 FROM summary WHERE series = key) LIMIT $3",
            """
            DELETE FROM summary WHERE series = $3 AND $1 IS NOT NULL AND $2 IS NOT NULL
                AND (level, chunk) IN (SELECT level, chunk FROM summary WHERE series = $3 LIMIT 64)
            """,
            false),
        ("SELECT key, 0 FROM series WHERE run_key = $1 AND $2 IS NOT NULL LIMIT $3",
            "DELETE FROM series WHERE key = $3 AND $1 IS NOT NULL AND $2 IS NOT NULL",
            false),
        ("SELECT number, 0 FROM run_event WHERE run = $2 AND $1 IS NOT NULL LIMIT $3",
            "DELETE FROM run_event WHERE run = $2 AND number = $3 AND $1 IS NOT NULL",
            false),
        ("SELECT name_key, 0 FROM run_value WHERE run_key = $1 AND $2 IS NOT NULL LIMIT $3",
            "DELETE FROM run_value WHERE name_key = $3 AND run_key = $1 AND $2 IS NOT NULL",
            true),
        ("SELECT name_key, 0 FROM run_metric WHERE run_key = $1 AND $2 IS NOT NULL LIMIT $3",
            "DELETE FROM run_metric WHERE name_key = $3 AND run_key = $1 AND $2 IS NOT NULL",
            true),
    ];

    private long _started;

    /// <summary>Nothing of the run is left.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Bytes of journal that went.</summary>
    public long Bytes { get; private set; }

    private bool IsOver => Stopwatch.GetElapsedTime(_started) >= slice;

    public WriteResult Execute(SqliteSession session)
    {
        // It may be carried out twice, where another write of its commit was at fault.
        _started = Stopwatch.GetTimestamp();
        Bytes = 0;
        IsDone = false;
        var id = run.ToBytes();
        if (!RunMarks.IsPurged(session, id)) return new WriteResult(WriteOutcome.Refused, $"The purge of run {run} was never begun.");
        if (session.Statement("SELECT key FROM run WHERE run = $1", id).ExecuteScalar() is not long key)
        {
            IsDone = true;
            return WriteResult.Durable;
        }

        foreach (var row in waiting) session.Execute("DELETE FROM outbox WHERE id = $1", row);
        foreach (var (find, remove, isNamed) in Stages)
        {
            if (!Remove(session, key, id, find, remove, isNamed)) return WriteResult.Durable;
        }

        session.Execute("DELETE FROM producer WHERE run_key = $1", key);
        session.Execute("DELETE FROM snapshot WHERE run = $1", id);
        session.Execute("DELETE FROM run_facts WHERE run_key = $1", key);
        session.Execute("DELETE FROM run WHERE key = $1", key);
        session.Execute("DELETE FROM run_head WHERE key = $1", key);
        session.Execute("UPDATE run_mark SET purge = 2, pinned_at = NULL WHERE run = $1", id);
        IsDone = true;
        return WriteResult.Durable;
    }

    /// <returns>False where the time was over before all were gone.</returns>
    private bool Remove(SqliteSession session, long key, byte[] id, string find, string remove, bool isNamed)
    {
        var found = new List<(long Row, long Bytes)>(Batch);
        do
        {
            found.Clear();
            using (var rows = session.Read(find, key, id, (long)Batch))
            {
                while (rows.Read()) found.Add((rows.GetInt64(0), rows.GetInt64(1)));
            }

            foreach (var (row, bytes) in found)
            {
                session.Execute(remove, key, id, row);
                if (isNamed) session.Execute(RemoveName, row);
                Bytes += bytes;
                if (IsOver) return false;
            }
        }
        while (found.Count > 0);
        return true;
    }
}
