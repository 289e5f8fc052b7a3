using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>The journal on SQLite.</summary>
internal sealed class SqliteJournal(SqliteWriter writer, SqliteReaders readers) : IJournal
{
    private const int PageEntries = 512;
    private const int PageBytes = 4 << 20;

    /// <summary>Bytes that a row takes beside its payload, its place in the index included: what the space of a run is counted with.</summary>
    public const int EntryOverhead = 24;

    private const string HeadSql = "SELECT key, epoch, position, received_at FROM run_head WHERE run = $1";

    public async ValueTask<JournalHead> OpenAsync(RunId run, CancellationToken cancellationToken)
    {
        JournalHead? head = null;
        var result = await writer.WriteAsync(session =>
        {
            if (RunMarks.IsPurged(session, run.ToBytes()))
            {
                head = new JournalHead(0, 0, default, []) { Refusal = RunMarks.PurgedSentence(run) };
                return WriteResult.Durable;
            }

            session.Execute(
                "INSERT INTO run_head(run, epoch, position, received_at) VALUES($1, 1, 0, 0) ON CONFLICT(run) DO UPDATE SET epoch = epoch + 1",
                run.ToBytes());
            head = ReadHead(session, run);
            return WriteResult.Durable;
        }).WaitAsync(cancellationToken).ConfigureAwait(false);
        return result.Outcome == WriteOutcome.Durable ? head! : throw new StoreException(result.Reason);
    }

    public async ValueTask<JournalHead?> PeekAsync(RunId run, CancellationToken cancellationToken)
    {
        var head = await readers.ReadAsync(session => ReadHead(session, run), cancellationToken).ConfigureAwait(false);
        return head is { Position: > 0 } ? head : null;
    }

    public Task<WriteResult> AppendAsync(JournalAppend append) => writer.WriteAsync(session => Append(session, append));

    public async IAsyncEnumerable<JournalEntry> ReadAsync(RunId run, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var from = after;
            var page = await readers.ReadAsync(session => ReadPage(session, run, from), cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) yield break;
            foreach (var entry in page) yield return entry;
            after = page[^1].Position;
        }
    }

    public async ValueTask<WriteResult> TruncateAsync(RunId run, long through, CancellationToken cancellationToken) =>
        await writer.WriteAsync(session =>
        {
            session.Execute(
                "DELETE FROM entry WHERE run_key = (SELECT key FROM run_head WHERE run = $1) AND position <= $2", run.ToBytes(), through);
            return WriteResult.Durable;
        }).WaitAsync(cancellationToken).ConfigureAwait(false);

    private static WriteResult Append(SqliteSession session, JournalAppend append)
    {
        long key, epoch, position;
        using (var head = session.Read(HeadSql, append.Run.ToBytes()))
        {
            if (!head.Read()) return new WriteResult(WriteOutcome.Fenced, $"Run {append.Run} was never opened.");
            (key, epoch, position) = (head.GetInt64(0), head.GetInt64(1), head.GetInt64(2));
        }

        if (epoch != append.Epoch)
            return new WriteResult(WriteOutcome.Fenced, $"Another writer has taken over run {append.Run}.");
        if (position != append.After)
            return new WriteResult(WriteOutcome.Failed, $"Run {append.Run} is at {position}, not {append.After}: an append before this one failed.");

        var bytes = 0L;
        foreach (var entry in append.Entries)
        {
            if (entry.Position != ++position) throw new ArgumentException($"Entry {entry.Position} of run {append.Run} leaves a gap after {position - 1}.");
            session.Execute(
                "INSERT INTO entry(run_key, position, received_at, kind, payload) VALUES($1, $2, $3, $4, $5)",
                key, entry.Position, entry.ReceivedAt.Microseconds, (long)entry.Kind, entry.Payload);
            bytes += entry.Payload.Length + EntryOverhead;
        }

        if (!append.Entries.IsEmpty)
        {
            session.Execute(
                "UPDATE run_head SET position = $2, received_at = $3, bytes = bytes + $4 WHERE key = $1",
                key, position, append.Entries[^1].ReceivedAt.Microseconds, bytes);
        }

        foreach (var producer in append.Producers)
        {
            session.Execute(
                """
                INSERT INTO producer(run_key, producer, attempt, last_sequence) VALUES($1, $2, $3, $4)
                ON CONFLICT(run_key, producer) DO UPDATE SET attempt = excluded.attempt, last_sequence = excluded.last_sequence
                """,
                key, Ids.ToBytes(producer.Producer.Value), (long)producer.Attempt, unchecked((long)producer.LastSequence));
        }

        return WriteResult.Durable;
    }

    private static JournalHead? ReadHead(SqliteSession session, RunId run)
    {
        long key;
        JournalHead head;
        using (var reader = session.Read(HeadSql, run.ToBytes()))
        {
            if (!reader.Read()) return null;
            key = reader.GetInt64(0);
            head = new JournalHead(reader.GetInt64(1), reader.GetInt64(2), new Timestamp(reader.GetInt64(3)), []);
        }

        var producers = ImmutableArray.CreateBuilder<ProducerProgress>();
        using var rows = session.Read("SELECT producer, attempt, last_sequence FROM producer WHERE run_key = $1", key);
        while (rows.Read())
        {
            producers.Add(new ProducerProgress(
                new ProducerId(BinaryPrimitives.ReadUInt128BigEndian(rows.GetFieldValue<byte[]>(0))),
                rows.GetInt32(1),
                unchecked((ulong)rows.GetInt64(2))));
        }

        return head with { Producers = producers.DrainToImmutable() };
    }

    private static List<JournalEntry> ReadPage(SqliteSession session, RunId run, long after)
    {
        var page = new List<JournalEntry>();
        using var rows = session.Read(
            """
            SELECT position, received_at, kind, payload FROM entry
            WHERE run_key = (SELECT key FROM run_head WHERE run = $1) AND position > $2 ORDER BY position LIMIT 512
            """,
            run.ToBytes(), after);
        for (var bytes = 0; bytes < PageBytes && page.Count < PageEntries && rows.Read(); bytes += page[^1].Payload.Length)
        {
            page.Add(new JournalEntry(
                rows.GetInt64(0), new Timestamp(rows.GetInt64(1)), (EntryKind)rows.GetByte(2), rows.GetFieldValue<byte[]>(3)));
        }

        return page;
    }
}
