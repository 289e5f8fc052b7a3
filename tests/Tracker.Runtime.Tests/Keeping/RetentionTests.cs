using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Keeping;
using Tracker.Runtime.Search;
using Tracker.Storage.Sqlite;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Keeping;

/// <summary>What retention removes, and when, on a real file and a clock of the test. Run i of the store ends i times two minutes after the first.</summary>
public sealed class RetentionTests : IAsyncDisposable
{
    private static readonly DateTimeOffset FirstEnd = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();
    private readonly TrackerMeter _meter = new();
    private readonly FakeTimeProvider _time = new(FirstEnd);
    private readonly ServiceProvider _services;
    private readonly IRunStore _store;
    private readonly IRunKeeping _keeping;

    public RetentionTests()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(Options.Create(new SqliteStorageOptions { DataDirectory = _folder.Path }));
        services.AddSqliteStorage();
        _services = services.BuildServiceProvider();
        _store = _services.GetRequiredService<IRunStore>();
        _keeping = _services.GetRequiredService<IRunKeeping>();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _meter.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Expire_Off_RemovesNothing()
    {
        await FillAsync(5);
        _time.Advance(TimeSpan.FromDays(3_000));

        await Service(new RetentionOptions()).ExpireAsync(default);

        Assert.Equal(5, await _store.CountAsync(default));
    }

    [Fact]
    public async Task Expire_ByAge_DeletesWhatEndedLongAgoAndPurgesItAfterTheGrace()
    {
        await FillAsync(5);
        var service = Service(new RetentionOptions { MaxAge = TimeSpan.FromDays(90), Grace = TimeSpan.FromDays(7) });
        await service.ExpireAsync(default);
        Assert.Equal(5, await _store.CountAsync(default));

        // The third ended four minutes after the first.
        _time.Advance(TimeSpan.FromDays(90) + TimeSpan.FromMinutes(4));
        await service.ExpireAsync(default);
        await service.PurgeAsync(default);

        Assert.Equal([4, 3], await NumbersAsync(deleted: false));
        Assert.Equal([2, 1, 0], await NumbersAsync(deleted: true));

        _time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        await service.PurgeAsync(default);
        Assert.Equal([2, 1, 0], await NumbersAsync(deleted: true));
        Assert.Equal(WriteOutcome.Durable, (await _keeping.RestoreAsync(Run(1))).Outcome);

        _time.Advance(TimeSpan.FromMinutes(1));
        await service.PurgeAsync(default);
        Assert.Empty(await NumbersAsync(deleted: true));
        Assert.Equal([4, 3, 1], await NumbersAsync(deleted: false));
        Assert.Equal(0, (await _keeping.SpaceAsync(default)).DeletedBytes);
    }

    [Fact]
    public async Task Expire_PinnedAndLiving_AreKept()
    {
        await FillAsync(3);
        await _keeping.PinAsync(Run(1), Timestamp.From(_time.GetUtcNow()));
        await _store.CommitAsync(new DerivedCommit(new RunRow { Run = new RunId(9), Position = 1, Status = RunStatus.Running, CreatedAt = new Timestamp(1) }, null, []));
        _time.Advance(TimeSpan.FromDays(400));

        await Service(new RetentionOptions { MaxAge = TimeSpan.FromDays(1), MaxBytes = 1 << 20 }).ExpireAsync(default);

        Assert.Equal([Run(1), new RunId(9)], (await _store.ListAsync(new RunQuery(), default)).Select(static row => row.Run));
    }

    [Fact]
    public async Task Expire_BySize_DeletesWhatEndedFirstUntilItFits()
    {
        await FillAsync(4, bytes: 600 << 10);

        await Service(new RetentionOptions { MaxBytes = 2 << 20 }).ExpireAsync(default);

        Assert.Equal([3, 2, 1], await NumbersAsync(deleted: false));
    }

    [Fact]
    public async Task Expire_ByExperiment_ReplacesTheAgeAndLimitsItsOwnSize()
    {
        await FillAsync(4, bytes: 600 << 10);
        _time.Advance(TimeSpan.FromDays(30));
        var options = new RetentionOptions
        {
            MaxAge = TimeSpan.FromDays(10),
            Experiments = new Dictionary<string, ExperimentRetention>
            {
                ["experiment-1"] = new() { MaxAge = TimeSpan.Zero },
                ["experiment-2"] = new() { MaxAge = TimeSpan.FromDays(60) },
                ["experiment-3"] = new() { MaxAge = TimeSpan.Zero, MaxBytes = 1 << 20 },
            },
        };

        var planned = await RetentionPlan.MakeAsync(_keeping, options, Timestamp.From(_time.GetUtcNow()), default).ToListAsync();
        await Service(options).ExpireAsync(default);

        Assert.Equal([Run(0)], planned.Select(static expiring => expiring.Run.Run));
        Assert.Equal("It ended 30 days ago, and runs are kept for 10 days.", planned[0].Reason);
        Assert.Equal([3, 2, 1], await NumbersAsync(deleted: false));
    }

    [Fact]
    public async Task Started_WithRunsToPurge_PurgesAndWakesWhenAsked()
    {
        await FillAsync(2);
        await DeleteAsync(0);
        using var service = Service(new RetentionOptions { Interval = TimeSpan.FromDays(1) });
        await service.StartAsync(default);
        await Eventually.HoldsAsync("the first is purged", async () => (await _keeping.SpaceAsync(default)).DeletedRuns == 0);

        await DeleteAsync(1);
        service.Wake();
        await Eventually.HoldsAsync("the second is purged", async () => (await _keeping.SpaceAsync(default)).DeletedRuns == 0);
        await service.StopAsync(default);

        Assert.Equal(0, await _store.CountAsync(default));
    }

    [Theory]
    [InlineData("00:00:30", 0, "MaxAge is 00:00:30")]
    [InlineData("00:00:00", 5, "MaxBytes is 5: give 0 for no limit")]
    public void Options_OutOfRange_AreNamed(string age, long bytes, string sentence) =>
        Assert.StartsWith(sentence, new RetentionOptions { MaxAge = TimeSpan.Parse(age, null), MaxBytes = bytes }.Problem(), StringComparison.Ordinal);

    private static RunId Run(int number) => StoredRuns.Make(number).Row.Run;

    private RetentionService Service(RetentionOptions options) =>
        new(_keeping, Options.Create(options), new KeepingInstruments(_meter), _time, NullLogger<RetentionService>.Instance);

    private async Task DeleteAsync(int number)
    {
        var now = Timestamp.From(_time.GetUtcNow());
        Assert.Equal(WriteOutcome.Durable, (await _keeping.DeleteAsync(Run(number), now, now, "")).Outcome);
    }

    private async Task<IEnumerable<int>> NumbersAsync(bool deleted)
    {
        var rows = (await _store.SearchAsync(new RunSearch { Deleted = deleted }, default)).Rows;
        return rows.Select(static row => Enumerable.Range(0, 100).First(number => Run(number) == row.Run));
    }

    private async Task FillAsync(int count, int bytes = 0)
    {
        var journal = _services.GetRequiredService<IJournal>();
        await StoredRuns.FillAsync(journal, _store, count);
        for (var number = 0; bytes > 0 && number < count; number++)
        {
            var head = await journal.OpenAsync(Run(number), default);
            var entry = new JournalEntry(head.Position + 1, head.LastReceivedAt, EntryKind.Mark, new byte[bytes]);
            await journal.AppendAsync(new JournalAppend(Run(number), head.Epoch, head.Position, [entry], []));
        }
    }
}
