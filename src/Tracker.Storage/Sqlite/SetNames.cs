using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>The metric sets of a run, from its journal.</summary>
internal static class SetNames
{
    public static Dictionary<(ProducerId Producer, uint Set), SetInput> Read(SqliteSession session, long key)
    {
        var sets = new Dictionary<(ProducerId, uint), SetInput>();
        // The index holds these few alone.
        using var rows = session.Read(
            "SELECT position, received_at, payload FROM entry INDEXED BY entry_set WHERE run_key = $1 AND kind = 1 ORDER BY position", key);
        while (rows.Read())
        {
            if (Decode(new JournalEntry(rows.GetInt64(0), new Timestamp(rows.GetInt64(1)), EntryKind.Set, rows.GetFieldValue<byte[]>(2))) is { } set)
                sets[(set.Producer, set.Set)] = set;
        }

        return sets;
    }

    private static SetInput? Decode(in JournalEntry entry)
    {
        try
        {
            return EntryCodec.Decode(entry) as SetInput;
        }
        catch (FormatException)
        {
            // Its frames are kept and sealed all the same; they have no names to be found by.
            return null;
        }
    }
}
