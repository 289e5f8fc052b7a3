using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;

namespace Tracker.Storage.Tests.Sqlite;

/// <summary>Chunks that are damaged: set aside, told, and in nobody's way.</summary>
public sealed class QuarantineTests : IDisposable
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
    public async Task Read_DamagedChunk_IsSetAsideAndTheRestIsRead()
    {
        var store = Open(5_000);
        await SealedRuns.WriteAsync(store, Run, SealedRuns.Noise(60, 50));
        using var sealer = SealedRuns.Sealer(store, _meter);
        await sealer.SealAllAsync(default);
        var before = await SealedRuns.ReadAsync(store, Run);
        var last = await SealedRuns.NumberAsync(store, "SELECT last_position FROM chunk WHERE id = 2");
        var first = await SealedRuns.NumberAsync(store, "SELECT first_position FROM chunk WHERE id = 2");
        await FlipAsync(store, 2, 300);

        var read = await SealedRuns.ReadAsync(store, Run);

        Assert.Equal(before.Where(entry => !entry.Contains(" Frames ", StringComparison.Ordinal) || Position(entry) < first || Position(entry) > last), read);
        Assert.Equal(read, await SealedRuns.ReadAsync(store, Run));
        Assert.Equal(1, await SealedRuns.NumberAsync(store, "SELECT count(*) FROM quarantine WHERE reason <> '' AND length(body) > 0"));
        Assert.Contains($"1 damaged chunk of run {Run}", Assert.Single(store.Journal.Condition.Problems), StringComparison.Ordinal);
        Assert.Single(Open(5_000).Journal.Condition.Problems);
        var curve = Assert.Single(await store.Curves.CurvesAsync(Run, new CurveQuery { Metrics = ["metric/0"], Points = 10_000 }, default));
        Assert.Equal(60 * 50, curve.Samples);
    }

    [Fact]
    public async Task Seal_NewestChunkWasSetAside_GoesOnUnderANumberOfItsOwn()
    {
        var store = Open(100_000);
        await SealedRuns.WriteAsync(store, Run, SealedRuns.Noise(9, 20));
        using var sealer = SealedRuns.Sealer(store, _meter);
        await sealer.SealAllAsync(default);
        await FlipAsync(store, await SealedRuns.NumberAsync(store, "SELECT max(id) FROM chunk"), 300);
        var left = (await SealedRuns.ReadAsync(store, Run)).Count;

        await SealedRuns.WriteAsync(store, Run, SealedRuns.Noise(9, 20));
        await sealer.SealAllAsync(default);

        Assert.Null(store.Runs.Trouble);
        Assert.Equal(0, store.Journal.Condition.UnsealedSamples);
        Assert.Equal(left + 9 + 2, (await SealedRuns.ReadAsync(store, Run)).Count);
        var curve = Assert.Single(await store.Curves.CurvesAsync(Run, new CurveQuery { Metrics = ["metric/0"], Points = 10_000 }, default));
        Assert.Equal(2 * 9 * 20, curve.Samples);
    }

    [Fact]
    public async Task Read_AnyByteOfAChunkFlipped_NeverGivesAWrongValue()
    {
        var store = Open(100_000);
        await SealedRuns.WriteAsync(store, Run, SealedRuns.Noise(2, 3));
        using var sealer = SealedRuns.Sealer(store, _meter);
        await sealer.SealAllAsync(default);
        var before = await SealedRuns.ReadAsync(store, Run);
        var without = before.Where(static entry => !entry.Contains(" Frames ", StringComparison.Ordinal)).ToList();
        var length = (int)await SealedRuns.NumberAsync(store, "SELECT length(body) FROM chunk");
        for (var i = 0; i < length; i++)
        {
            await FlipAsync(store, 1, i);
            Assert.Equal(without, await SealedRuns.ReadAsync(store, Run));
            await SealedRuns.ExecuteAsync(
                store, "INSERT INTO chunk SELECT chunk, run_key, first_position, last_position, rows, samples, body FROM quarantine");
            await SealedRuns.ExecuteAsync(store, "DELETE FROM quarantine");
            await FlipAsync(store, 1, i);
        }

        Assert.Equal(before, await SealedRuns.ReadAsync(store, Run));
    }

    [Fact]
    public async Task Purge_SealedRunWithDamage_LeavesNothingOfIt()
    {
        var store = Open(5_000);
        await SealedRuns.WriteAsync(store, Run, SealedRuns.Noise(60, 50));
        await store.Runs.CommitAsync(new DerivedCommit(new RunRow { Run = Run, Position = 1, Status = RunStatus.Finished, CreatedAt = new Timestamp(1) }, null, []));
        using var sealer = SealedRuns.Sealer(store, _meter);
        await sealer.SealAllAsync(default);
        await FlipAsync(store, 2, 300);
        await SealedRuns.ReadAsync(store, Run);
        await store.Keeping.DeleteAsync(Run, new Timestamp(2), new Timestamp(3), "");
        await store.Keeping.BeginPurgeAsync(Run);

        while (!(await store.Keeping.PurgeAsync(Run, TimeSpan.Zero)).IsDone)
        {
            // A slice at a time.
        }

        foreach (var table in (string[])["chunk", "summary", "series", "quarantine", "entry", "run_head"])
            Assert.Equal(0, await SealedRuns.NumberAsync(store, $"SELECT count(*) FROM {table}"));
        Assert.Empty(store.Journal.Condition.Problems);
        await sealer.SealAllAsync(default);
        Assert.Null(store.Runs.Trouble);
    }

    private static long Position(string entry) => long.Parse(entry.AsSpan(0, entry.IndexOf(' ', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);

    private static Task<WriteResult> FlipAsync(SqliteStore store, long chunk, int at) => store.Writer.WriteAsync(session =>
    {
        var body = (byte[])session.Statement("SELECT body FROM chunk WHERE id = $1", chunk).ExecuteScalar()!;
        body[at] ^= 0x10;
        session.Execute("UPDATE chunk SET body = $2 WHERE id = $1", chunk, body);
        return WriteResult.Durable;
    });

    private SqliteStore Open(long sealBytes) => _fixture.Open(_fixture.Options with { SealBytes = sealBytes });
}
