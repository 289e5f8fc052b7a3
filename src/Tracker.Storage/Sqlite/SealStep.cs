using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Storage.Chunks;

namespace Tracker.Storage.Sqlite;

/// <summary>One range of one run on its way into chunks: read and packed on a reader's connection, stored by the writer in one commit.</summary>
internal sealed class SealStep
{
    private readonly RunHead _head;
    private readonly SealedRange _range;
    private readonly Dictionary<(ProducerId Producer, uint Set), SetInput> _sets;
    private readonly long _entries;
    private readonly long _bytes;
    private readonly long _rows;
    private readonly Timestamp _until;

    private SealStep(
        in RunHead head, SealedRange range, Dictionary<(ProducerId Producer, uint Set), SetInput> sets, List<JournalEntry> entries)
    {
        _head = head;
        _range = range;
        _sets = sets;
        foreach (var entry in entries)
        {
            _bytes += entry.Payload.Length;
            _until = entry.ReceivedAt;
        }

        _entries = entries.Count - range.Unreadable.Length;
        foreach (var chunk in range.Chunks) _rows += chunk.Rows;
    }

    public int Chunks => _range.Chunks.Length;

    public long Samples => _range.Samples;

    /// <summary>Sets, producers and attempts side by side: each has a chunk of its own that is to become full.</summary>
    public int Groups => Math.Max(1, _range.Chunks.Select(static chunk => chunk.Key).Distinct().Count());

    /// <summary>The head once it is stored.</summary>
    public RunHead After { get; private set; }

    /// <summary>Reads and packs the next range of a run; null where there is none.</summary>
    public static SealStep? Prepare(SqliteSession session, RunId run, RangeSealer sealer, long rangeBytes)
    {
        RunHead head;
        Dictionary<(ProducerId Producer, uint Set), SetInput> sets;
        List<JournalEntry> entries;
        long last;
        session.Execute("BEGIN");
        if (RunHead.Read(session, run) is { } found)
        {
            head = found;
            (entries, last) = ReadEntries(session, head, rangeBytes);
            sets = SetNames.Read(session, head.Key);
            session.Execute("COMMIT");
        }
        else
        {
            session.Execute("COMMIT");
            return null;
        }

        if (last == head.SealedThrough) return null;
        var first = entries.Count > 0 ? entries[0].Position : last;
        return new SealStep(head, sealer.Seal(run, first, last, entries), sets, entries);
    }

    /// <summary>Stores chunks and summaries and removes the entries, within the writer's transaction.</summary>
    public WriteResult Store(SqliteSession session)
    {
        if (RunHead.Read(session, _range.Run) is not { } head || head.Key != _head.Key || head.SealedThrough != _head.SealedThrough || !AreThere(session))
            return new WriteResult(WriteOutcome.Fenced, "The journal has been cut since.");
        ChunkRows.Write(session, head.Key, _range, _sets, []);
        var from = _range.First;
        foreach (var unreadable in _range.Unreadable)
        {
            Delete(session, from, unreadable - 1);
            from = unreadable + 1;
        }

        Delete(session, from, _range.Last);
        var bytes = Math.Max(0, head.Bytes - _bytes);
        After = head with
        {
            SealedThrough = _range.Last,
            Bytes = bytes,
            Rows = bytes == 0 ? 0 : Math.Max(1, head.Rows - _rows),
            Samples = bytes == 0 ? 0 : Math.Max(1, head.Samples - Samples),
            Since = bytes == 0 ? null : _until,
        };
        session.Execute(
            """
            UPDATE run_head SET sealed_through = $2, unsealed_bytes = $3, unsealed_rows = $4, unsealed_samples = $5, unsealed_since = $6,
                bytes = max(0, bytes + $7)
            WHERE key = $1
            """,
            head.Key, After.SealedThrough, After.Bytes, After.Rows, After.Samples, After.Since?.Microseconds, Growth());
        return WriteResult.Durable;
    }

    private static (List<JournalEntry> Entries, long Last) ReadEntries(SqliteSession session, in RunHead head, long rangeBytes)
    {
        var entries = new List<JournalEntry>();
        var last = head.SealedThrough;
        using var rows = session.Read(
            "SELECT position, received_at, kind, length(payload), payload FROM entry WHERE run_key = $1 AND position > $2 ORDER BY position",
            head.Key, head.SealedThrough);
        for (var bytes = 0L; bytes < rangeBytes && rows.Read(); bytes += rows.GetInt64(3))
        {
            last = rows.GetInt64(0);
            var kind = (EntryKind)rows.GetByte(2);
            if (kind == EntryKind.Frames) entries.Add(new JournalEntry(last, new Timestamp(rows.GetInt64(1)), kind, rows.GetFieldValue<byte[]>(4)));
        }

        return (entries, last);
    }

    /// <summary>What the run takes more, or less, of the file.</summary>
    private long Growth()
    {
        var bytes = 0L;
        foreach (var chunk in _range.Chunks) bytes += ChunkRows.Space(chunk);
        return bytes - _bytes - (_entries * SqliteJournal.EntryOverhead);
    }

    private bool AreThere(SqliteSession session)
    {
        var there = (long)session.Statement(
            "SELECT count(*) FROM entry WHERE run_key = $1 AND position BETWEEN $2 AND $3 AND kind = 2", _head.Key, _range.First, _range.Last).ExecuteScalar()!;
        return there == _entries + _range.Unreadable.Length;
    }

    private void Delete(SqliteSession session, long from, long through)
    {
        if (from <= through)
            session.Execute("DELETE FROM entry WHERE run_key = $1 AND position BETWEEN $2 AND $3 AND kind = 2", _head.Key, from, through);
    }
}
