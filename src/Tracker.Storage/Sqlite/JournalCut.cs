using System.Runtime.InteropServices;
using Tracker.Core.Runs;
using Tracker.Storage.Chunks;

namespace Tracker.Storage.Sqlite;

/// <summary>Removes the start of a run's journal, within the writer's transaction. A range that it goes through is packed again.</summary>
internal static class JournalCut
{
    public static void Cut(SqliteSession session, UnsealedTails tails, RunId run, long through)
    {
        if (RunHead.Read(session, run) is not { } head) return;
        var sets = SetNames.Read(session, head.Key);
        SummaryLevels.Forget(session, head.Key);
        long first = 0, last = 0;
        using (var range = session.Read(
            "SELECT first_position, last_position FROM chunk WHERE run_key = $1 AND last_position > $2 ORDER BY last_position LIMIT 1", head.Key, through))
        {
            if (range.Read()) (first, last) = (range.GetInt64(0), range.GetInt64(1));
        }

        if (last > 0 && first <= through)
        {
            var (frames, damages) = JournalPages.ReadRange(session, head.Key, run, last);
            foreach (var damage in damages) ChunkRows.Quarantine(session, damage, head.ReceivedAt);
            frames.RemoveAll(frame => frame.Position <= through);
            var ids = Ids(session, head.Key, last);
            Remove(session, head.Key, last);
            using var sealer = new RangeSealer();
            var chunks = sealer.Seal(run, through + 1, last, CollectionsMarshal.AsSpan(frames));
            ChunkRows.Write(session, head.Key, new SealedRange(run, through + 1, last, chunks, []), sets, CollectionsMarshal.AsSpan(ids));
        }

        Remove(session, head.Key, through);
        session.Execute("DELETE FROM entry WHERE run_key = $1 AND position <= $2", head.Key, through);
        session.Execute(
            """
            UPDATE run_head SET unsealed_bytes = (SELECT coalesce(sum(length(payload)), 0) FROM entry
                                                  WHERE run_key = $1 AND kind = 2 AND position > run_head.sealed_through),
                bytes = (SELECT coalesce(sum(length(payload) + 24), 0) FROM entry WHERE run_key = $1)
                    + (SELECT coalesce(sum(length(body) + 32), 0) FROM chunk WHERE run_key = $1)
            WHERE key = $1
            """,
            head.Key);
        session.Execute(
            "UPDATE run_head SET unsealed_rows = 0, unsealed_samples = 0, unsealed_since = NULL WHERE key = $1 AND unsealed_bytes = 0", head.Key);
        if (RunHead.Read(session, run) is { } cut) tails.Set(head.Key, cut.Tail(run, tails.IsOver(head.Key), tails.Groups(head.Key)));
    }

    private static List<long> Ids(SqliteSession session, long key, long last)
    {
        var ids = new List<long>();
        using var rows = session.Read("SELECT id FROM chunk WHERE run_key = $1 AND last_position = $2 ORDER BY id", key, last);
        while (rows.Read()) ids.Add(rows.GetInt64(0));
        return ids;
    }

    /// <summary>All ranges up to a position, with their summaries.</summary>
    private static void Remove(SqliteSession session, long key, long through)
    {
        session.Execute(
            """
            DELETE FROM summary WHERE series IN (SELECT key FROM series WHERE run_key = $1)
                AND chunk IN (SELECT id FROM chunk WHERE run_key = $1 AND last_position <= $2)
            """,
            key, through);
        session.Execute("DELETE FROM chunk WHERE run_key = $1 AND last_position <= $2", key, through);
    }
}
