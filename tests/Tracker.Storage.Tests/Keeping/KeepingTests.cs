using Microsoft.Data.Sqlite;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Search;
using Tracker.Storage.Sqlite;
using Tracker.Storage.Tests.Sqlite;
using Tracker.Testing;

namespace Tracker.Storage.Tests.Keeping;

/// <summary>Pins, deletes and purges on a real file.</summary>
public sealed class KeepingTests : IDisposable
{
    private static readonly Timestamp Now = new(5_000_000);
    private static readonly Timestamp Later = new(9_000_000);
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Delete_RunThatEnded_IsInNoListUntilItIsRestored()
    {
        var store = _fixture.Open();
        await StoredRuns.FillAsync(store.Journal, store.Runs, 3);
        var run = StoredRuns.Make(1).Row.Run;

        Assert.Equal(WriteOutcome.Durable, (await store.Keeping.DeleteAsync(run, Now, Later, "Why not.")).Outcome);

        Assert.Equal(2, await store.Runs.CountAsync(default));
        Assert.DoesNotContain(await store.Runs.ListAsync(new RunQuery(), default), row => row.Run == run);
        Assert.DoesNotContain((await store.Runs.SearchAsync(new RunSearch(), default)).Rows, row => row.Run == run);
        Assert.Empty(await store.Runs.FindAsync(run.ToString(), default));
        var deleted = Assert.Single((await store.Runs.SearchAsync(new RunSearch { Deleted = true }, default)).Rows);
        Assert.Equal((run, Now, Later), (deleted.Run, deleted.DeletedAt!.Value, deleted.PurgeAfter!.Value));
        Assert.Equal(run, Assert.Single(await store.Keeping.FindDeletedAsync(run.ToString(), default)).Run);

        Assert.Equal(WriteOutcome.Durable, (await store.Keeping.RestoreAsync(run)).Outcome);
        Assert.Equal(3, await store.Runs.CountAsync(default));
        Assert.Equal(WriteOutcome.Refused, (await store.Keeping.RestoreAsync(run)).Outcome);
    }

    [Fact]
    public async Task Delete_RunThatLives_IsRefusedWithTheWayOut()
    {
        var store = _fixture.Open();
        await store.Runs.CommitAsync(Living(1));

        var refused = await store.Keeping.DeleteAsync(new RunId(1), Now, Later, "");

        Assert.Equal((WriteOutcome.Refused, $"Run {new RunId(1)} is running: only a run that has ended can be deleted, so end it first."), (refused.Outcome, refused.Reason));
    }

    [Fact]
    public async Task Commit_DeletedRunLivesAgain_IsListedAgain()
    {
        var store = _fixture.Open();
        var over = StoredRuns.Make(1);
        await store.Runs.CommitAsync(over);
        await store.Keeping.DeleteAsync(over.Row.Run, Now, Later, "");
        await store.Runs.CommitAsync(over with { Row = over.Row with { Position = 2 } });
        Assert.Equal(0, await store.Runs.CountAsync(default));

        await store.Runs.CommitAsync(over with { Row = over.Row with { Position = 3, Status = RunStatus.Running, EndedAt = null } });

        var row = Assert.Single(await store.Runs.ListAsync(new RunQuery(), default));
        Assert.Null(row.DeletedAt);
        Assert.Empty(await store.Keeping.PurgeableAsync(new Timestamp(long.MaxValue), 10, default));
    }

    [Fact]
    public async Task Purge_InterruptedAtEverySlice_IsNeverHalfListedAndEndsWithNothingLeft()
    {
        var run = new RunId(77);
        var store = _fixture.Open();
        await StoredRuns.FillAsync(store.Journal, store.Runs, 2);
        var others = await TablesAsync();
        await FillAsync(store, run);
        await store.Keeping.PinAsync(run, Now);
        await store.Keeping.DeleteAsync(run, Now, Later, "");
        Assert.Empty(await store.Keeping.PurgeableAsync(Now, 10, default));
        Assert.Equal([run], await store.Keeping.PurgeableAsync(Later, 10, default));
        Assert.Equal(WriteOutcome.Durable, (await store.Keeping.BeginPurgeAsync(run)).Outcome);

        var slices = 0;
        while (true)
        {
            // Nobody closes it: each slice meets the file as a killed daemon leaves it.
            store = _fixture.Open();
            Assert.Equal(2, await store.Runs.CountAsync(default));
            Assert.Empty((await store.Runs.SearchAsync(new RunSearch { Deleted = true }, default)).Rows);
            Assert.Empty(await store.Runs.FindAsync(run.ToString(), default));
            Assert.Null(await store.Runs.GetAsync(run, default));
            Assert.Equal([run], await store.Keeping.PurgeableAsync(Now, 10, default));
            var slice = await store.Keeping.PurgeAsync(run, TimeSpan.Zero);
            Assert.Equal(WriteOutcome.Durable, slice.Result.Outcome);
            slices++;
            if (slice.IsDone) break;
        }

        Assert.True(slices > 10, $"{slices} slices");
        Assert.Empty(await store.Keeping.PurgeableAsync(Later, 10, default));
        Assert.Equal(others, await TablesAsync());
        Assert.True((await store.Keeping.PurgeAsync(run, TimeSpan.Zero)).IsDone);
    }

    [Fact]
    public async Task Purged_RunReportsAgain_IsRefusedAndNothingIsMadeOfIt()
    {
        var run = new RunId(77);
        var store = _fixture.Open();
        await FillAsync(store, run);
        var head = await store.Journal.OpenAsync(run, default);
        await store.Keeping.DeleteAsync(run, Now, Later, "");
        await store.Keeping.BeginPurgeAsync(run);

        var late = await store.Journal.AppendAsync(new JournalAppend(run, head.Epoch, head.Position, [Entry(head.Position + 1)], []));
        Assert.Equal((WriteOutcome.Refused, $"Run {run} was deleted for good: start another run."), (late.Outcome, late.Reason));
        while (!(await store.Keeping.PurgeAsync(run, TimeSpan.FromSeconds(1))).IsDone)
        {
        }

        Assert.Equal($"Run {run} was deleted for good: start another run.", (await store.Journal.OpenAsync(run, default)).Refusal);
        var row = StoredRuns.Make(1).Row with { Run = run, Position = 99 };
        Assert.Equal(WriteOutcome.Refused, (await store.Runs.CommitAsync(new DerivedCommit(row, null, []))).Outcome);
        Assert.Equal(0, await store.Runs.CountAsync(default));
        Assert.Null(await store.Journal.PeekAsync(run, default));
    }

    [Fact]
    public async Task Pin_Run_IsShownAndKeptFromRetention()
    {
        var store = _fixture.Open();
        await StoredRuns.FillAsync(store.Journal, store.Runs, 3);
        var run = StoredRuns.Make(0).Row.Run;

        await store.Keeping.PinAsync(run, Now);

        Assert.True((await store.Runs.GetAsync(run, default))!.IsPinned);
        Assert.Equal(2, (await store.Keeping.EndedAsync(null, 10, default)).Length);
        await store.Keeping.PinAsync(run, null);
        Assert.Equal(3, (await store.Keeping.EndedAsync(null, 10, default)).Length);
        Assert.Equal(WriteOutcome.Refused, (await store.Keeping.PinAsync(new RunId(5), Now)).Outcome);
    }

    [Fact]
    public async Task Ended_Pages_GiveEachRunOnceInTheOrderOfTheirEnds()
    {
        var store = _fixture.Open();
        await StoredRuns.FillAsync(store.Journal, store.Runs, 10);
        await store.Runs.CommitAsync(Living(1));

        var first = await store.Keeping.EndedAsync(null, 4, default);
        var second = await store.Keeping.EndedAsync(first[^1], 4, default);
        var third = await store.Keeping.EndedAsync(second[^1], 4, default);

        Assert.Equal(Enumerable.Range(0, 10).Select(static number => StoredRuns.Make(number).Row.Run), first.Concat(second).Concat(third).Select(static ended => ended.Run));
    }

    [Fact]
    public async Task Space_OfRuns_IsWhatTheirEntriesTake()
    {
        var store = _fixture.Open();
        await StoredRuns.FillAsync(store.Journal, store.Runs, 2);
        await FillAsync(store, new RunId(77));
        var all = await store.Keeping.SpaceAsync(default);
        var of = (await store.Runs.GetAsync(new RunId(77), default))!.Bytes;

        await store.Keeping.DeleteAsync(new RunId(77), Now, Later, "");
        var after = await store.Keeping.SpaceAsync(default);

        Assert.Equal(60 * (100 + SqliteJournal.EntryOverhead), of);
        Assert.Equal((all.RunBytes - of, of, 2L, 1L), (after.RunBytes, after.DeletedBytes, after.Runs, after.DeletedRuns));
        Assert.Equal(all.RunBytes, all.Experiments.Sum(static experiment => experiment.Bytes));
        Assert.True(all.StoreBytes > 0);
    }

    private static DerivedCommit Living(int number) =>
        new(new RunRow { Run = new RunId((UInt128)number), Position = 1, Status = RunStatus.Running, CreatedAt = Now }, null, []);

    private static JournalEntry Entry(long position) => new(position, Now, EntryKind.Mark, new byte[100]);

    private static async Task FillAsync(SqliteStore store, RunId run)
    {
        var head = await store.Journal.OpenAsync(run, default);
        var producer = new ProducerProgress(new ProducerId(3), 1, 60);
        await store.Journal.AppendAsync(new JournalAppend(run, head.Epoch, 0, [.. Enumerable.Range(1, 60).Select(static i => Entry(i))], [producer]));
        var commit = StoredRuns.Make(77);
        var facts = commit.Row.Facts.With(new RunFacts { Hyperparameters = commit.Row.Facts.Hyperparameters.Add("only-here", "1") });
        await store.Runs.CommitAsync(commit with
        {
            Row = commit.Row with { Run = run, Position = 60, Facts = facts },
            Snapshot = new StoredSnapshot(60, "j", 0, [1], [2]),
            Events = [.. Enumerable.Range(1, 20).Select(static i =>
                new DerivedEvent(i, new StatusChanged((ulong)i, Now, 0, RunStatus.Running, ""), ["notify"]))],
        });
    }

    /// <summary>How many rows each table has, but for that which says what was here.</summary>
    private async Task<string> TablesAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_fixture.Path};Pooling=False");
        await connection.OpenAsync();
        var counts = new List<string>();
        var names = new List<string>();
        await using (var tables = connection.CreateCommand())
        {
            tables.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('run_mark', 'sqlite_sequence') ORDER BY 1";
            await using var rows = await tables.ExecuteReaderAsync();
            while (await rows.ReadAsync()) names.Add(rows.GetString(0));
        }

        foreach (var name in names) counts.Add($"{name} {SqliteDatabase.Scalar(connection, $"SELECT count(*) FROM {name}")}");
        return string.Join('\n', counts);
    }
}
