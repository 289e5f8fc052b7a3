using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Tests;

/// <summary>What every run store must do. An engine subclasses it.</summary>
public abstract class RunStoreConformance
{
    protected abstract IRunStore Store { get; }

    protected abstract IRunStore ReopenWithoutClosing();

    [Fact]
    public async Task Commit_Row_ComesBackWhole()
    {
        var row = Row(1, "mnist", "digits", RunStatus.Failed) with
        {
            StatusReason = "It broke.",
            JobPlugin = "Digits",
            Attempt = 2,
            Step = 77,
            Samples = 1_000,
            LastReportAt = new Timestamp(50),
            EndedAt = new Timestamp(60),
            NextDeadline = new Timestamp(70),
            FiringAlerts = 2,
            Worst = Severity.Critical,
        };

        Assert.Equal(WriteResult.Durable, await Store.CommitAsync(new DerivedCommit(row, null, [])));

        Assert.Equal(row, await ReopenWithoutClosing().GetAsync(row.Run, default));
    }

    [Fact]
    public async Task Commit_SnapshotOfAnEarlierPosition_DoesNotReplaceALaterOne()
    {
        var late = new StoredSnapshot(9, "j2", -3, [1, 2], [3]);
        await Store.CommitAsync(new DerivedCommit(Row(1) with { Position = 9 }, late, []));
        await Store.CommitAsync(new DerivedCommit(Row(1) with { Position = 8, Step = 1 }, late with { Position = 8, State = [9] }, []));

        var stored = await Store.SnapshotAsync(new RunId(1), default);

        Assert.Equal((9L, "j2", -3L), (stored!.Position, stored.JudgeVersion, stored.EventOffset));
        Assert.Equal([1, 2], stored.State);
        Assert.Equal([3], stored.Sets);
        Assert.Equal(9, (await Store.GetAsync(new RunId(1), default))!.Position);
    }

    [Fact]
    public async Task Commit_EventTwice_IsStoredAndSentOnce()
    {
        var told = new StatusChanged(1, new Timestamp(5), 3, RunStatus.Running, "");
        var commit = new DerivedCommit(Row(1), null, [new DerivedEvent(1, told, ["notify", "control"])]);

        await Store.CommitAsync(commit);
        await Store.CommitAsync(commit);

        Assert.Equal([told], await ReopenWithoutClosing().EventsAsync(new RunId(1), 0, 10, default));
        Assert.Equal(told, Assert.Single(await Store.OutboxAsync("notify", 0, 10, default)).Event);
        Assert.Single(await Store.OutboxAsync("control", 0, 10, default));
        Assert.Empty(await Store.OutboxAsync("nobody", 0, 10, default));
    }

    [Fact]
    public async Task OutboxHandled_Rows_GoAndTheirPlaceIsNeverTakenAgain()
    {
        await Store.CommitAsync(new DerivedCommit(Row(1), null, [.. Enumerable.Range(1, 3).Select(static i => Event((ulong)i, "notify"))]));
        var rows = await Store.OutboxAsync("notify", 0, 2, default);

        await Store.OutboxHandledAsync("notify", rows[^1].Id);
        var left = Assert.Single(await Store.OutboxAsync("notify", 0, 10, default));
        await Store.OutboxHandledAsync("notify", left.Id);
        await Store.CommitAsync(new DerivedCommit(Row(1), null, [Event(4, "notify")]));

        Assert.Equal([1UL, 2UL], rows.Select(static row => row.Event.Number));
        Assert.Equal(3UL, left.Event.Number);
        Assert.True(Assert.Single(await Store.OutboxAsync("notify", 0, 10, default)).Id > left.Id);
    }

    [Fact]
    public async Task Events_AfterANumber_ComeInOrderUpToALimit()
    {
        await Store.CommitAsync(new DerivedCommit(Row(1), null, [.. Enumerable.Range(1, 9).Select(static i => Event((ulong)i))]));

        var events = await Store.EventsAsync(new RunId(1), 3, 4, default);

        Assert.Equal([4UL, 5UL, 6UL, 7UL], events.Select(static told => told.Number));
        Assert.Empty(await Store.EventsAsync(new RunId(1), ulong.MaxValue, 4, default));
    }

    [Fact]
    public async Task Find_IdPrefixAndName_AreTried()
    {
        var first = new RunId((UInt128)0x0195_aaaa_0000_7000 << 64);
        var second = new RunId((UInt128)0x0195_bbbb_0000_7000 << 64);
        await Store.CommitAsync(new DerivedCommit(Row(first, "same", null, RunStatus.Running), null, []));
        await Store.CommitAsync(new DerivedCommit(Row(second, "same", null, RunStatus.Running), null, []));

        Assert.Equal([first], (await Store.FindAsync(first.ToString(), default)).Select(static row => row.Run));
        Assert.Equal([second], (await Store.FindAsync("0195bb", default)).Select(static row => row.Run));
        Assert.Equal([second, first], (await Store.FindAsync("0195", default)).Select(static row => row.Run));
        Assert.Equal([second, first], (await Store.FindAsync("same", default)).Select(static row => row.Run));
        Assert.Empty(await Store.FindAsync("other", default));
        Assert.Empty(await Store.FindAsync("", default));
        Assert.Empty(await Store.FindAsync("%", default));
    }

    [Fact]
    public async Task List_Pages_NewestFirstWithFilters()
    {
        for (var i = 1; i <= 7; i++)
        {
            var status = i % 2 == 0 ? RunStatus.Finished : RunStatus.Running;
            await Store.CommitAsync(new DerivedCommit(Row(new RunId((UInt128)i), null, i <= 4 ? "a" : null, status), null, []));
        }

        Assert.Equal([7, 6, 5], await ListAsync(new RunQuery { Limit = 3 }));
        Assert.Equal([4, 3, 2], await ListAsync(new RunQuery { Limit = 3, Before = new RunId(5) }));
    }

    [Fact]
    public async Task Live_RunsThatAreOver_AreNotThere()
    {
        await Store.CommitAsync(new DerivedCommit(Row(2, status: RunStatus.Running), null, []));
        await Store.CommitAsync(new DerivedCommit(Row(1, status: RunStatus.Created) with { Position = 0 }, null, []));
        await Store.CommitAsync(new DerivedCommit(Row(3, status: RunStatus.Finished), null, []));

        Assert.Equal([new RunId(1), new RunId(2)], await Store.LiveAsync(default));
        Assert.DoesNotContain(await Store.ListAsync(new RunQuery(), default), static row => row.Position == 0);
    }

    [Fact]
    public async Task Overdue_DeadlinesPassed_LongestFirst()
    {
        await Store.CommitAsync(new DerivedCommit(Row(1) with { NextDeadline = new Timestamp(30) }, null, []));
        await Store.CommitAsync(new DerivedCommit(Row(2) with { NextDeadline = new Timestamp(20) }, null, []));
        await Store.CommitAsync(new DerivedCommit(Row(3) with { NextDeadline = new Timestamp(31) }, null, []));
        await Store.CommitAsync(new DerivedCommit(Row(4), null, []));

        Assert.Equal([new RunId(2), new RunId(1)], await Store.OverdueAsync(new Timestamp(30), 10, default));
        Assert.Equal([new RunId(2)], await Store.OverdueAsync(new Timestamp(30), 1, default));
    }

    [Fact]
    public async Task Alive_SetTwice_IsTheLast()
    {
        Assert.Null(await Store.LastAliveAsync(default));
        await Store.SetAliveAsync(new Timestamp(5));
        await Store.SetAliveAsync(new Timestamp(7));

        Assert.Equal(new Timestamp(7), await ReopenWithoutClosing().LastAliveAsync(default));
    }

    private static DerivedEvent Event(ulong number, params string[] consumers) =>
        new(1, new StatusChanged(number, new Timestamp((long)number), 0, RunStatus.Running, ""), [.. consumers]);

    private static RunRow Row(uint run, string? name = null, string? experiment = null, RunStatus status = RunStatus.Running) =>
        Row(new RunId(run), name, experiment, status);

    private static RunRow Row(RunId run, string? name, string? experiment, RunStatus status) => new()
    {
        Run = run,
        Position = 3,
        Status = status,
        CreatedAt = new Timestamp(40),
        Facts = new RunFacts { Name = name, Experiment = experiment, BatchSize = 32 },
    };

    private async Task<IEnumerable<int>> ListAsync(RunQuery query)
    {
        ImmutableArray<RunRow> rows = await Store.ListAsync(query, default);
        return rows.Select(static row => (int)row.Run.Value);
    }
}
