using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;
using Tracker.Storage.Tests.Chunks;

namespace Tracker.Storage.Tests.Sqlite;

/// <summary>Runs that are journalled, sealed and read back.</summary>
internal static class SealedRuns
{
    public static SqliteSealer Sealer(SqliteStore store, TrackerMeter meter, TimeProvider? time = null) =>
        new(store, new JournalInstruments(meter), time ?? TimeProvider.System, NullLogger<SqliteSealer>.Instance);

    /// <summary>The sets of three producers first, then an entry for each group of frames, with marks between them.</summary>
    public static async Task WriteAsync(SqliteStore store, RunId run, Frame[][] frames, int group = 7)
    {
        var head = await store.Journal.OpenAsync(run, default);
        var inputs = new List<RunInput>();
        if (head.Position == 0)
        {
            for (var producer = 1; producer <= 3; producer++)
            {
                for (var set = 1U; set <= 3; set++)
                {
                    inputs.Add(new SetInput(new Timestamp(1), new ProducerId((UInt128)producer), set, producer - 1, set, ArbitraryFrames.Names(set)));
                }
            }
        }

        for (var i = 0; i < frames.Length; i++)
        {
            if (i % 5 == 3) inputs.Add(new MarkInput(new Timestamp(1_700_000_000_000_000 + i), MarkKind.Attempt, i, "again"));
            inputs.Add(new FramesInput(new Timestamp(1_700_000_000_000_000 + (i * 977)), [.. frames[i]]));
        }

        await AppendAsync(store, run, inputs, group);
    }

    public static async Task AppendAsync(SqliteStore store, RunId run, IReadOnlyList<RunInput> inputs, int group = 7)
    {
        var head = await store.Journal.OpenAsync(run, default);
        var position = head.Position;
        foreach (var batch in inputs.Chunk(group))
        {
            var entries = batch.Select((input, i) => EntryCodec.Encode(position + 1 + i, input)).ToImmutableArray();
            Assert.Equal(WriteResult.Durable, await store.Journal.AppendAsync(new JournalAppend(run, head.Epoch, position, entries, [])));
            position += entries.Length;
        }
    }

    public static async Task<List<string>> ReadAsync(SqliteStore store, RunId run, long after = 0)
    {
        var entries = new List<string>();
        await foreach (var entry in store.Journal.ReadAsync(run, after, CancellationToken.None))
            entries.Add($"{entry.Position} {entry.ReceivedAt.Microseconds} {entry.Kind} {Convert.ToHexString(entry.Payload)}");
        return entries;
    }

    public static async Task<long> NumberAsync(SqliteStore store, string sql) =>
        await store.Readers.ReadAsync(session => Convert.ToInt64(session.Statement(sql).ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture), default);

    public static Task<WriteResult> ExecuteAsync(SqliteStore store, string sql, params object?[] values) => store.Writer.WriteAsync(session =>
    {
        session.Execute(sql, values);
        return WriteResult.Durable;
    });

    /// <summary>Frames of one producer and set, a group of each.</summary>
    public static Frame[][] Noise(int frames, int rows) =>
    [
        .. Enumerable.Range(0, frames).Select(i => new[]
        {
            ArbitraryFrames.Make(
                1, 2, 1, false, (ulong)i + 1, [.. Enumerable.Repeat(1L, rows)], [.. Enumerable.Repeat(10_000L, rows)],
                [ArbitraryFrames.Noise(1, 1), ArbitraryFrames.Decimals(4, 2)], i * rows, i * rows),
        }),
    ];
}
