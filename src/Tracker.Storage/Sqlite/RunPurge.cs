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

    private const string RemoveName =
        """
        DELETE FROM search_name WHERE key = $3 AND NOT EXISTS(SELECT 1 FROM run_value WHERE name_key = $3)
            AND NOT EXISTS(SELECT 1 FROM run_metric WHERE name_key = $3)
        """;

    // Each finds some rows of the run by its key ($1) or its id ($2), with their bytes, and removes one by what it found ($3).
    private static readonly Stage[] Stages =
    [
        new("SELECT id, length(payload) + 24 FROM entry WHERE run_key = $1 LIMIT $3", "DELETE FROM entry WHERE id = $3"),
        new("SELECT id, length(body) + 32 FROM chunk WHERE run_key = $1 LIMIT $3", "DELETE FROM chunk WHERE id = $3"),
        new("SELECT id, 0 FROM quarantine WHERE run_key = $1 LIMIT $3", "DELETE FROM quarantine WHERE id = $3"),
        new(
            "SELECT key, 0 FROM series WHERE run_key = $1 AND EXISTS(SELECT 1 FROM summary WHERE series = key) LIMIT $3",
            "DELETE FROM summary WHERE series = $3 AND (level, chunk) IN (SELECT level, chunk FROM summary WHERE series = $3 LIMIT 64)"),
        new("SELECT key, 0 FROM series WHERE run_key = $1 LIMIT $3", "DELETE FROM series WHERE key = $3"),
        new("SELECT number, 0 FROM run_event WHERE run = $2 LIMIT $3", "DELETE FROM run_event WHERE run = $2 AND number = $3"),
        new("SELECT name_key, 0 FROM run_value WHERE run_key = $1 LIMIT $3", "DELETE FROM run_value WHERE name_key = $3 AND run_key = $1", RemoveName),
        new("SELECT name_key, 0 FROM run_metric WHERE run_key = $1 LIMIT $3", "DELETE FROM run_metric WHERE name_key = $3 AND run_key = $1", RemoveName),
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
        foreach (var stage in Stages)
        {
            if (!Remove(session, key, id, stage)) return WriteResult.Durable;
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
    private bool Remove(SqliteSession session, long key, byte[] id, Stage stage)
    {
        var found = new List<(long Row, long Bytes)>(Batch);
        do
        {
            found.Clear();
            using (var rows = session.Read(stage.Find, key, id, (long)Batch))
            {
                while (rows.Read()) found.Add((rows.GetInt64(0), rows.GetInt64(1)));
            }

            foreach (var (row, bytes) in found)
            {
                foreach (var remove in stage.Removes) session.Execute(remove, key, id, row);
                Bytes += bytes;
                if (IsOver) return false;
            }
        }
        while (found.Count > 0);
        return true;
    }

    private sealed class Stage(string find, params string[] removes)
    {
        public string Find { get; } = find;

        public string[] Removes { get; } = removes;
    }
}
