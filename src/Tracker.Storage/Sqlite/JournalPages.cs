using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Storage.Chunks;

namespace Tracker.Storage.Sqlite;

/// <summary>A page of a run's journal, sealed or not.</summary>
/// <param name="Entries">In order of position.</param>
/// <param name="Through">All up to this position has been read.</param>
/// <param name="IsLast">There was nothing after.</param>
/// <param name="Damages">Chunks that could not be read.</param>
internal sealed record JournalPage(List<JournalEntry> Entries, long Through, bool IsLast, ImmutableArray<ChunkDamage> Damages);

/// <summary>A chunk that could not be read.</summary>
internal readonly record struct ChunkDamage(long Chunk, string Reason);

/// <summary>Reads entries and chunks as one journal.</summary>
internal static class JournalPages
{
    private const int PageEntries = 512;
    private const int PageBytes = 4 << 20;

    /// <summary>The entries after a position: a sealed range, or a page of what is not sealed.</summary>
    public static JournalPage Read(SqliteSession session, RunId run, long after)
    {
        // One state of the file for all that follows: between two statements a range might be sealed.
        session.Execute("BEGIN");
        var page = ReadPage(session, run, after);
        session.Execute("COMMIT");
        return page;
    }

    /// <summary>The frames of a range, in the order of positions, and what could not be read of it.</summary>
    public static (List<SealedFrame> Frames, ImmutableArray<ChunkDamage> Damages) ReadRange(SqliteSession session, long key, RunId run, long last)
    {
        using var reader = new ChunkReader();
        var frames = new List<SealedFrame>();
        var damages = ImmutableArray.CreateBuilder<ChunkDamage>();
        using var chunks = session.Read("SELECT id, body, first_position FROM chunk WHERE run_key = $1 AND last_position = $2 ORDER BY id", key, last);
        while (chunks.Read())
        {
            try
            {
                var body = chunks.GetFieldValue<byte[]>(1);
                var header = ChunkHeader.Read(body);
                if (header.Run != run || header.LastPosition != last || header.FirstPosition != chunks.GetInt64(2))
                    throw new FormatException("it belongs to other positions");
                frames.AddRange(reader.ReadFrames(body));
            }
            catch (FormatException damage)
            {
                damages.Add(new ChunkDamage(chunks.GetInt64(0), damage.Message));
            }
        }

        frames.Sort(static (left, right) => (left.Position, left.Index).CompareTo((right.Position, right.Index)));
        return (frames, damages.DrainToImmutable());
    }

    private static JournalPage ReadPage(SqliteSession session, RunId run, long after)
    {
        if (RunHead.Read(session, run) is not { } head) return new JournalPage([], after, true, []);
        long first = long.MaxValue, last = 0;
        using (var range = session.Read(
            "SELECT first_position, last_position FROM chunk WHERE run_key = $1 AND last_position > $2 ORDER BY last_position LIMIT 1", head.Key, after))
        {
            if (range.Read()) (first, last) = (range.GetInt64(0), range.GetInt64(1));
        }

        if (first > after + 1)
        {
            var page = Plain(session, head.Key, after, first - 1, PageEntries);
            if (page.Count > 0 || first == long.MaxValue) return new JournalPage(page, page.Count > 0 ? page[^1].Position : after, page.Count == 0, []);
        }

        var (frames, damages) = ReadRange(session, head.Key, run, last);
        return new JournalPage(Merge(Plain(session, head.Key, after, last, int.MaxValue), frames, after), last, false, damages);
    }

    private static List<JournalEntry> Merge(List<JournalEntry> plain, List<SealedFrame> frames, long after)
    {
        var merged = new List<JournalEntry>(plain.Count + frames.Count);
        var next = 0;
        for (var start = 0; start < frames.Count;)
        {
            var (position, receivedAt) = (frames[start].Position, frames[start].ReceivedAt);
            var entry = ImmutableArray.CreateBuilder<Frame>();
            for (; start < frames.Count && frames[start].Position == position; start++) entry.Add(frames[start].Frame);
            if (position <= after) continue;
            while (next < plain.Count && plain[next].Position < position) merged.Add(plain[next++]);
            merged.Add(EntryCodec.Encode(position, new FramesInput(receivedAt, entry.DrainToImmutable())));
        }

        merged.AddRange(plain[next..]);
        return merged;
    }

    private static List<JournalEntry> Plain(SqliteSession session, long key, long after, long through, int most)
    {
        var page = new List<JournalEntry>();
        using var rows = session.Read(
            "SELECT position, received_at, kind, payload FROM entry WHERE run_key = $1 AND position > $2 AND position <= $3 ORDER BY position",
            key, after, through);
        for (var bytes = 0; (bytes < PageBytes || most == int.MaxValue) && page.Count < most && rows.Read(); bytes += page[^1].Payload.Length)
        {
            page.Add(new JournalEntry(
                rows.GetInt64(0), new Timestamp(rows.GetInt64(1)), (EntryKind)rows.GetByte(2), rows.GetFieldValue<byte[]>(3)));
        }

        return page;
    }
}
