using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>The journal on SQLite.</summary>
internal sealed class SqliteJournal(
    SqliteWriter writer, SqliteReaders readers, UnsealedTails tails, Quarantine quarantine, Func<long> logBytes) : IJournal
{
    /// <summary>Bytes that a row takes beside its payload, its place in the index included: what the space of a run is counted with.</summary>
    public const int EntryOverhead = 24;

    public JournalCondition Condition => new(tails.Samples, logBytes(), quarantine.Problems);

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
            var page = await readers.ReadAsync(session => JournalPages.Read(session, run, from), cancellationToken).ConfigureAwait(false);
            foreach (var damage in page.Damages) await quarantine.TakeAsync(run, damage).ConfigureAwait(false);
            foreach (var entry in page.Entries) yield return entry;
            if (page.IsLast) yield break;
            after = page.Through;
        }
    }

    public async ValueTask<WriteResult> TruncateAsync(RunId run, long through, CancellationToken cancellationToken) =>
        await writer.WriteAsync(session =>
        {
            JournalCut.Cut(session, tails, run, through);
            return WriteResult.Durable;
        }).WaitAsync(cancellationToken).ConfigureAwait(false);

    private WriteResult Append(SqliteSession session, JournalAppend append)
    {
        if (RunHead.Read(session, append.Run) is not { } head) return Fenced(session, append.Run, $"Run {append.Run} was never opened.");
        var (key, position) = (head.Key, head.Position);
        if (head.Epoch != append.Epoch)
            return Fenced(session, append.Run, $"Another writer has taken over run {append.Run}.");
        if (position != append.After)
            return new WriteResult(WriteOutcome.Failed, $"Run {append.Run} is at {position}, not {append.After}: an append before this one failed.");

        foreach (var entry in append.Entries)
        {
            if (entry.Position != ++position) throw new ArgumentException($"Entry {entry.Position} of run {append.Run} leaves a gap after {position - 1}.");
            session.Execute(
                "INSERT INTO entry(run_key, position, received_at, kind, payload) VALUES($1, $2, $3, $4, $5)",
                key, entry.Position, entry.ReceivedAt.Microseconds, (long)entry.Kind, entry.Payload);
        }

        if (!append.Entries.IsEmpty) Advance(session, head, append);

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

    /// <summary>Moves the head, and counts what now waits to be sealed.</summary>
    private void Advance(SqliteSession session, in RunHead head, JournalAppend append)
    {
        long space = 0, bytes = 0, rows = 0, samples = 0;
        var isOver = false;
        var last = append.Entries[^1];
        foreach (var entry in append.Entries)
        {
            isOver |= entry.Kind == EntryKind.Finish;
            space += entry.Payload.Length + EntryOverhead;
            if (entry.Kind != EntryKind.Frames) continue;
            bytes += entry.Payload.Length;
            rows += entry.Rows;
            samples += entry.Samples;
        }

        session.Execute(
            """
            UPDATE run_head SET position = $2, received_at = $3, unsealed_bytes = unsealed_bytes + $4, unsealed_rows = unsealed_rows + $5,
                unsealed_samples = unsealed_samples + $6, bytes = bytes + $7
            WHERE key = $1
            """,
            head.Key, last.Position, last.ReceivedAt.Microseconds, bytes, rows, samples, space);
        var since = head.Since;
        if (bytes > 0 && since is null)
        {
            // On its own, as this column has an index that the others need not touch.
            since = last.ReceivedAt;
            session.Execute("UPDATE run_head SET unsealed_since = $2 WHERE key = $1", head.Key, since?.Microseconds);
        }

        var after = head with
        {
            ReceivedAt = last.ReceivedAt,
            Bytes = head.Bytes + bytes,
            Rows = head.Rows + rows,
            Samples = head.Samples + samples,
            Since = since,
        };
        tails.Set(head.Key, after.Tail(append.Run, isOver || (bytes == 0 && tails.IsOver(head.Key)), tails.Groups(head.Key)));
    }

    /// <summary>Nobody writes a run that is being purged, or was: who tries is told for good.</summary>
    private static WriteResult Fenced(SqliteSession session, RunId run, string reason) => RunMarks.IsPurged(session, run.ToBytes())
        ? new WriteResult(WriteOutcome.Refused, RunMarks.PurgedSentence(run))
        : new WriteResult(WriteOutcome.Fenced, reason);

    private static JournalHead? ReadHead(SqliteSession session, RunId run)
    {
        if (RunHead.Read(session, run) is not { } stored) return null;
        var key = stored.Key;
        var head = new JournalHead(stored.Epoch, stored.Position, stored.ReceivedAt, []);

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
}
