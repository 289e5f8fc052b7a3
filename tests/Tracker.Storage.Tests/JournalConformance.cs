using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Tests;

/// <summary>What every journal must do. An engine subclasses it.</summary>
public abstract class JournalConformance
{
    private static readonly RunId Run = new(1);
    private static readonly ProducerId Producer = new(9);

    protected abstract IJournal Journal { get; }

    /// <summary>Closes nothing, opens the same store again.</summary>
    protected abstract IJournal ReopenWithoutClosing();

    [Fact]
    public async Task Open_NewRun_IsAtZero()
    {
        var head = await Journal.OpenAsync(Run, default);

        Assert.Equal((1L, 0L), (head.Epoch, head.Position));
        Assert.Empty(head.Producers);
        Assert.Null(await Journal.PeekAsync(Run, default));
    }

    [Fact]
    public async Task Append_ThenReopenedWithoutClosing_GivesEverythingBack()
    {
        var head = await Journal.OpenAsync(Run, default);
        var progress = new ProducerProgress(Producer, 3, ulong.MaxValue);
        var result = await Journal.AppendAsync(Append(head.Epoch, 0, 2, progress));

        var again = ReopenWithoutClosing();
        var entries = await ReadAsync(again, 0);
        var peeked = await again.PeekAsync(Run, default);

        Assert.Equal(WriteResult.Durable, result);
        Assert.Equal([1L, 2L], entries.Select(static entry => entry.Position));
        Assert.Equal("entry 2"u8.ToArray(), entries[1].Payload);
        Assert.Equal(new Timestamp(1_002), entries[1].ReceivedAt);
        Assert.Equal(EntryKind.Mark, entries[1].Kind);
        Assert.Equal((1L, 2L, new Timestamp(1_002)), (peeked!.Epoch, peeked.Position, peeked.LastReceivedAt));
        Assert.Equal([progress], peeked.Producers);
    }

    [Fact]
    public async Task Open_ByAnother_FencesTheFirstForGood()
    {
        var first = await Journal.OpenAsync(Run, default);
        await Journal.AppendAsync(Append(first.Epoch, 0, 1));
        var second = await Journal.OpenAsync(Run, default);

        var fenced = await Journal.AppendAsync(Append(first.Epoch, 1, 1, new ProducerProgress(Producer, 1, 5)));
        var taken = await Journal.AppendAsync(Append(second.Epoch, 1, 1));

        Assert.Equal(WriteOutcome.Fenced, fenced.Outcome);
        Assert.Equal(WriteOutcome.Durable, taken.Outcome);
        Assert.True(second.Epoch > first.Epoch);
        Assert.Equal(1, second.Position);
        Assert.Equal(2, (await ReadAsync(Journal, 0)).Count);
        Assert.Empty((await Journal.PeekAsync(Run, default))!.Producers);
    }

    [Fact]
    public async Task Append_AfterAPositionThatIsNotThere_StoresNothing()
    {
        var head = await Journal.OpenAsync(Run, default);
        await Journal.AppendAsync(Append(head.Epoch, 0, 1));

        var gap = await Journal.AppendAsync(Append(head.Epoch, 2, 1));
        var behind = await Journal.AppendAsync(Append(head.Epoch, 0, 1));

        Assert.Equal((WriteOutcome.Failed, WriteOutcome.Failed), (gap.Outcome, behind.Outcome));
        Assert.Single(await ReadAsync(Journal, 0));
    }

    [Fact]
    public async Task Append_OneOfAGroupIsWrong_OnlyThatOneFails()
    {
        var head = await Journal.OpenAsync(Run, default);
        var other = new RunId(2);
        var otherHead = await Journal.OpenAsync(other, default);
        var torn = Append(head.Epoch, 0, 2) with { Entries = [Entry(1), Entry(3)] };

        var bad = Journal.AppendAsync(torn);
        var good = Journal.AppendAsync(Append(otherHead.Epoch, 0, 2) with { Run = other });

        Assert.Equal(WriteOutcome.Failed, (await bad).Outcome);
        Assert.Equal(WriteOutcome.Durable, (await good).Outcome);
        Assert.Empty(await ReadAsync(Journal, 0));
    }

    [Fact]
    public async Task Append_OnlySequences_MovesProducersAndNotThePosition()
    {
        var head = await Journal.OpenAsync(Run, default);
        await Journal.AppendAsync(Append(head.Epoch, 0, 1));

        var result = await Journal.AppendAsync(Append(head.Epoch, 1, 0, new ProducerProgress(Producer, 1, 8)));
        var next = await Journal.AppendAsync(Append(head.Epoch, 1, 1, new ProducerProgress(Producer, 2, 9)));

        Assert.Equal((WriteOutcome.Durable, WriteOutcome.Durable), (result.Outcome, next.Outcome));
        Assert.Equal([new ProducerProgress(Producer, 2, 9)], (await Journal.PeekAsync(Run, default))!.Producers);
    }

    [Fact]
    public async Task Append_FourOnTheirWay_AreDoneInOrder()
    {
        var head = await Journal.OpenAsync(Run, default);

        var appends = Enumerable.Range(0, 100).Select(i => Journal.AppendAsync(Append(head.Epoch, i, 1))).ToList();

        Assert.All(await Task.WhenAll(appends), static result => Assert.Equal(WriteOutcome.Durable, result.Outcome));
        Assert.Equal(Enumerable.Range(1, 100).Select(static i => (long)i), (await ReadAsync(Journal, 0)).Select(static entry => entry.Position));
    }

    [Fact]
    public async Task Read_ManyEntries_StreamsFromAPosition()
    {
        var head = await Journal.OpenAsync(Run, default);
        await Journal.AppendAsync(Append(head.Epoch, 0, 1_300));

        var tail = await ReadAsync(Journal, 40);

        Assert.Equal(Enumerable.Range(41, 1_260).Select(static i => (long)i), tail.Select(static entry => entry.Position));
    }

    [Fact]
    public async Task Truncate_Entries_KeepsHeadAndTail()
    {
        var head = await Journal.OpenAsync(Run, default);
        await Journal.AppendAsync(Append(head.Epoch, 0, 10, new ProducerProgress(Producer, 1, 10)));

        var result = await Journal.TruncateAsync(Run, 7, default);

        Assert.Equal(WriteOutcome.Durable, result.Outcome);
        Assert.Equal([8L, 9L, 10L], (await ReadAsync(Journal, 0)).Select(static entry => entry.Position));
        Assert.Equal(10, (await Journal.PeekAsync(Run, default))!.Position);
        Assert.Equal(WriteOutcome.Durable, (await Journal.AppendAsync(Append(head.Epoch, 10, 1))).Outcome);
    }

    [Fact]
    public async Task Append_SpecialDoubles_ComeBackBitForBit()
    {
        ulong[] bits =
        [
            0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0001, 0x7FF0_0000_0000_0001, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000,
            0x8000_0000_0000_0000, 0x0000_0000_0000_0001, 0x000F_FFFF_FFFF_FFFF, 0x0010_0000_0000_0000, 0x7FEF_FFFF_FFFF_FFFF,
        ];
        var values = new byte[bits.Length * 8];
        for (var i = 0; i < bits.Length; i++) System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(values.AsSpan(i * 8), bits[i]);
        var frame = new Frame(Producer, 1, 1, 1, new long[] { 4 }, new long[] { 5 }, values, false);
        var head = await Journal.OpenAsync(Run, default);

        var entry = EntryCodec.Encode(1, new FramesInput(new Timestamp(6), [frame]));
        await Journal.AppendAsync(new JournalAppend(Run, head.Epoch, 0, [entry], []));

        var stored = (FramesInput)EntryCodec.Decode((await ReadAsync(ReopenWithoutClosing(), 0))[0]);
        Assert.Equal(bits, Enumerable.Range(0, bits.Length).Select(i => (ulong)BitConverter.DoubleToInt64Bits(stored.Frames[0].Value(i, 0))));
    }

    private static JournalAppend Append(long epoch, long after, int count, params ProducerProgress[] producers) => new(
        Run, epoch, after, [.. Enumerable.Range(1, count).Select(i => Entry(after + i))], [.. producers]);

    private static JournalEntry Entry(long position) =>
        new(position, new Timestamp(1_000 + position), EntryKind.Mark, System.Text.Encoding.UTF8.GetBytes($"entry {position}"));

    private static async Task<ImmutableList<JournalEntry>> ReadAsync(IJournal journal, long after)
    {
        var entries = ImmutableList.CreateBuilder<JournalEntry>();
        await foreach (var entry in journal.ReadAsync(Run, after, CancellationToken.None)) entries.Add(entry);
        return entries.ToImmutable();
    }
}
