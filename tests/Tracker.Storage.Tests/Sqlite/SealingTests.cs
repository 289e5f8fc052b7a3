using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;
using Tracker.Storage.Tests.Chunks;

namespace Tracker.Storage.Tests.Sqlite;

public sealed class SealingTests : IDisposable
{
    private static readonly RunId Run = new(0xABC);

    private readonly SqliteFixture _fixture = new();
    private readonly TrackerMeter _meter = new();

    public void Dispose()
    {
        _fixture.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Seal_AnyFrames_ReadsAsBefore()
    {
        var store = Open(3_000);
        using var sealer = SealedRuns.Sealer(store, _meter);
        var number = 1;
        await ArbitraryFrames.Entries.SampleAsync(
            async frames =>
            {
                var run = new RunId((UInt128)Interlocked.Increment(ref number));
                await SealedRuns.WriteAsync(store, run, frames);
                var before = await SealedRuns.ReadAsync(store, run);

                await sealer.SealAllAsync(default);

                Assert.Equal(before, await SealedRuns.ReadAsync(store, run));
                for (var after = 1; after < before.Count; after += 5)
                    Assert.Equal(before.Skip(after), await SealedRuns.ReadAsync(store, run, after));
                await SealedRuns.WriteAsync(store, run, frames);
                Assert.Equal(before.Count + frames.Length + ((frames.Length + 1) / 5), (await SealedRuns.ReadAsync(store, run)).Count);
            },
            iter: 20,
            threads: 1);

        await sealer.SealAllAsync(default);
        Assert.Null(store.Runs.Trouble);
        Assert.Equal(0, await SealedRuns.NumberAsync(store, "SELECT count(*) FROM entry WHERE kind = 2"));
        Assert.Equal(0, await SealedRuns.NumberAsync(store, "SELECT count(*) FROM run_head WHERE unsealed_since IS NOT NULL OR unsealed_bytes + unsealed_samples <> 0"));
        Assert.Equal(0, store.Journal.Condition.UnsealedSamples);
    }

    [Fact]
    public async Task Seal_StoppedBetweenRanges_GoesOnAfterARestartWithoutAGap()
    {
        var store = Open(4_000);
        await SealedRuns.WriteAsync(store, Run, SealedRuns.Noise(60, 50));
        var before = await SealedRuns.ReadAsync(store, Run);
        for (var stop = 0; stop < 5; stop++)
        {
            var step = await store.Readers.ReadAsync(session => SealStep.Prepare(session, Run, new(), 4_000), default);
            await store.Writer.WriteAsync(step!.Store);

            // Opened without being closed, as after a kill.
            store = Open(4_000);
            Assert.Equal(before, await SealedRuns.ReadAsync(store, Run));
            Assert.Equal(
                await SealedRuns.NumberAsync(store, "SELECT sum(length(payload)) FROM entry WHERE kind = 2"),
                await SealedRuns.NumberAsync(store, "SELECT unsealed_bytes FROM run_head"));
        }

        using var sealer = SealedRuns.Sealer(store, _meter);
        await sealer.SealAllAsync(default);
        Assert.Equal(before, await SealedRuns.ReadAsync(store, Run));
        Assert.Equal(0, store.Journal.Condition.UnsealedSamples);
    }

    [Fact]
    public async Task Seal_RangeThatIsPreparedTwice_IsStoredOnce()
    {
        var store = Open(4_000);
        await SealedRuns.WriteAsync(store, Run, SealedRuns.Noise(20, 50));
        var before = await SealedRuns.ReadAsync(store, Run);
        var one = await store.Readers.ReadAsync(session => SealStep.Prepare(session, Run, new(), 4_000), default);
        var other = await store.Readers.ReadAsync(session => SealStep.Prepare(session, Run, new(), 4_000), default);

        Assert.Equal(WriteOutcome.Durable, (await store.Writer.WriteAsync(one!.Store)).Outcome);
        Assert.Equal(WriteOutcome.Fenced, (await store.Writer.WriteAsync(other!.Store)).Outcome);

        Assert.Equal(before, await SealedRuns.ReadAsync(store, Run));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(90)]
    public async Task Truncate_SealedRun_KeepsTheTail(long through)
    {
        var store = Open(6_000);
        await SealedRuns.WriteAsync(store, Run, SealedRuns.Noise(60, 50));
        using var sealer = SealedRuns.Sealer(store, _meter);
        await sealer.SealAllAsync(default);
        await SealedRuns.WriteAsync(store, Run, SealedRuns.Noise(5, 50));
        var before = await SealedRuns.ReadAsync(store, Run);

        await store.Journal.TruncateAsync(Run, through, default);

        Assert.Equal(before.Skip((int)through), await SealedRuns.ReadAsync(store, Run));
        await sealer.SealAllAsync(default);
        Assert.Equal(before.Skip((int)through), await SealedRuns.ReadAsync(store, Run));
    }

    [Fact]
    public async Task Seal_EntryThatCannotBeDecoded_StaysAndTheRestIsSealed()
    {
        var store = Open(100_000);
        await SealedRuns.WriteAsync(store, Run, SealedRuns.Noise(9, 20));
        await SealedRuns.ExecuteAsync(store, "UPDATE entry SET payload = x'01FFFFFF' WHERE position = 14");
        var before = await SealedRuns.ReadAsync(store, Run);
        using var sealer = SealedRuns.Sealer(store, _meter);

        await sealer.SealAllAsync(default);

        Assert.Equal(before, await SealedRuns.ReadAsync(store, Run));
        Assert.Equal(1, await SealedRuns.NumberAsync(store, "SELECT count(*) FROM entry WHERE kind = 2"));
    }

    [Fact]
    public async Task Due_RunThatEndsPausesOrIsOld_IsSealedInItsTime()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        var store = Open(1 << 20);
        using var sealer = SealedRuns.Sealer(store, _meter, time);
        await SealedRuns.WriteAsync(store, new RunId(1), SealedRuns.Noise(3, 100));
        await SealedRuns.WriteAsync(store, new RunId(2), SealedRuns.Noise(3, 10));
        await SealedRuns.WriteAsync(store, new RunId(3), SealedRuns.Noise(3, 10));
        await SealedRuns.AppendAsync(
            store, new RunId(3), [new FinishInput(new Timestamp(1_700_000_000_000_000), new ProducerId(1), 99, RunStatus.Finished, "", false)]);

        async Task<List<long>> SealedAfterAsync(TimeSpan wait)
        {
            time.Advance(wait);
            await sealer.SealDueAsync(default);
            return await store.Readers.ReadAsync(
                session =>
                {
                    var keys = new List<long>();
                    using var rows = session.Read("SELECT DISTINCT run_key FROM chunk ORDER BY run_key");
                    while (rows.Read()) keys.Add(rows.GetInt64(0));
                    return keys;
                },
                default);
        }

        Assert.Equal([3L], await SealedAfterAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal([1L, 3L], await SealedAfterAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal([1L, 3L], await SealedAfterAsync(TimeSpan.FromHours(5)));
        Assert.Equal([1L, 2L, 3L], await SealedAfterAsync(TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task Judge_SealedJournal_SaysTheSame()
    {
        var store = Open(20_000);
        var frames = Enumerable.Range(0, 120).Select(i => new[]
        {
            ArbitraryFrames.Make(
                1, 1, 1, false, (ulong)i + 1, [.. Enumerable.Repeat(1L, 20)], [.. Enumerable.Repeat(10_000L, 20)],
                [row => row > 2_000 ? double.NaN : ArbitraryFrames.Noise(1, 4)(row)], i * 20, i * 20),
        }).ToArray();
        var head = await store.Journal.OpenAsync(Run, default);
        await SealedRuns.AppendAsync(
            store, Run,
            [
                new MarkInput(new Timestamp(1_700_000_000_000_000), MarkKind.Created, 0, ""),
                new SetInput(new Timestamp(1_700_000_000_000_000), new ProducerId(1), 1, 0, 1, ["train/loss"]),
            ]);
        Assert.Equal(0, head.Position);
        await SealedRuns.WriteAsync(store, Run, frames);
        var before = await JudgeAsync(store);

        using var sealer = SealedRuns.Sealer(store, _meter);
        await sealer.SealAllAsync(default);

        var after = await JudgeAsync(store);
        Assert.NotEmpty(before.Events);
        Assert.Equal(before.Events.Select(static said => said.ToString()), after.Events.Select(static said => said.ToString()));
        Assert.Equal(before.State, after.State);
    }

    private static async Task<(List<RunEvent> Events, byte[] State)> JudgeAsync(SqliteStore store)
    {
        var monitor = new RunMonitor(Run, new MonitorOptions());
        var events = new List<RunEvent>();
        await foreach (var entry in store.Journal.ReadAsync(Run, 0, CancellationToken.None))
            monitor.Apply(entry.Position, EntryCodec.Decode(entry), events);
        return (events, monitor.Save());
    }

    private SqliteStore Open(long sealBytes) => _fixture.Open(_fixture.Options with { SealBytes = sealBytes });
}
