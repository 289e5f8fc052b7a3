using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Search;
using Tracker.Storage.Sqlite;
using Tracker.Storage.Tests.Sqlite;
using Tracker.Testing;

namespace Tracker.Storage.Tests.Search;

/// <summary>What would run for ever is stopped, and what would do harm does none.</summary>
public sealed class SearchLimitTests : IDisposable
{
    private static readonly Timestamp Now = Timestamp.From(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Search_ThatTakesTooLong_IsStoppedAndItsConnectionGoesOn()
    {
        var store = _fixture.Open();
        await StoredRuns.FillAsync(store.Journal, store.Runs, 3_000);

        // A hundred patterns over every run, none of which is ever found: minutes of work by itself.
        var pattern = "(a.*b.*c.*d|(x+x+)+y|[^q]{1,40}z){1,3}$";
        var text = new SearchText(string.Join(" or ", Enumerable.Repeat($"name ~ \"{pattern}\" or model ~ \"{pattern}\"", 50)), ["duration"], false, "");
        var options = new SearchOptions { FilterCharacters = 65_536, TimeLimit = TimeSpan.FromMilliseconds(50) };
        Assert.True(text.Read(options, Now).Succeeded(out var search, out var problem), problem);

        var page = await store.Runs.SearchAsync(search, default);

        Assert.True(page.TookTooLong);
        Assert.Empty(page.Rows);
        for (var i = 0; i < 8; i++) Assert.Equal(100, (await store.Runs.SearchAsync(new RunSearch { Now = Now }, default)).Rows.Length);
    }

    [Fact]
    public async Task Search_OneTextTakesTooLong_IsStoppedAndIsNoFaultOfTheStore()
    {
        var store = _fixture.Open();
        await store.Runs.CommitAsync(Told(1, new string('v', 4_000)));

        var page = await store.Runs.SearchAsync(Search("tag.note ~ \"(v{0,99}){0,20}b\"") with { TimeLimit = TimeSpan.FromMinutes(1) }, default);

        Assert.True(page.TookTooLong);
    }

    [Fact]
    public async Task Search_FewTextsEachSlow_IsStopped()
    {
        var store = _fixture.Open();
        for (var number = 0; number < 60; number++) await store.Runs.CommitAsync(Told(number, new string('v', 4_000)));

        // Each takes milliseconds, and so few steps of SQLite that it never looks at the clock itself.
        var page = await store.Runs.SearchAsync(Search("tag.note ~ \"(.*v.{300})x\"") with { TimeLimit = TimeSpan.FromMilliseconds(10) }, default);

        Assert.True(page.TookTooLong);
    }

    [Fact]
    public async Task Search_RunsThatWereToldMuch_ComeOnMorePages()
    {
        var store = _fixture.Open();
        for (var number = 0; number < 12; number++) await store.Runs.CommitAsync(Told(number, new string('v', 500_000)));
        var text = new SearchText("", [], false, "");
        var pages = new List<int>();
        var found = new List<RunId>();
        do
        {
            Assert.True(text.Read(new SearchOptions(), Now).Succeeded(out var search, out _));
            var page = await store.Runs.SearchAsync(search, default);
            pages.Add(page.Rows.Length);
            found.AddRange(page.Rows.Select(static row => row.Run));
            text = text with { PageToken = text.Next(search, page) };
        }
        while (text.PageToken.Length > 0);

        Assert.Equal([4, 4, 4], pages);
        Assert.Equal(12, found.Distinct().Count());
    }

    [Fact]
    public async Task Search_CallerLeaves_IsStopped()
    {
        var store = _fixture.Open();
        await StoredRuns.FillAsync(store.Journal, store.Runs, 3_000);
        var filter = string.Join(" or ", Enumerable.Repeat("name ~ \"(a.*b.*c.*d|[^q]{1,40}z){1,3}$\"", 90));
        Assert.True(new SearchText(filter, [], false, "").Read(new SearchOptions { FilterCharacters = 65_536 }, Now).Succeeded(out var search, out _));
        using var leaves = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.Runs.SearchAsync(search with { TimeLimit = TimeSpan.FromMinutes(5) }, leaves.Token));
    }

    [Theory]
    [InlineData("name = \"x'; DROP TABLE run; --\"")]
    [InlineData("fact(\"x\"\"; DELETE FROM run; --\") = 1")]
    [InlineData("metric(\"a') OR 1=1 --\").best < 1")]
    [InlineData("tag(\"' UNION SELECT facts FROM run_facts --\") ~ \"'\"")]
    [InlineData("experiment in (\"') OR (1=1\", \"x\")")]
    public async Task Search_StatementsAsValuesAndNames_AreValuesAndNames(string filter)
    {
        var store = _fixture.Open();
        await StoredRuns.FillAsync(store.Journal, store.Runs, 5);
        var sort = SearchWords.Quote("lr) ; DROP TABLE run; --");

        Assert.True(new SearchText(filter, [$"fact({sort})", $"metric({sort}).last:desc"], false, "").Read(new SearchOptions(), Now).Succeeded(out var search, out var problem), problem);

        Assert.Empty((await store.Runs.SearchAsync(search, default)).Rows);
        Assert.Equal(5, await store.Runs.CountAsync(default));
    }

    [Fact]
    public async Task Search_PagesWhileRunsAreAdded_GiveEachRunThatWasThereOnce()
    {
        var store = _fixture.Open();
        await StoredRuns.FillAsync(store.Journal, store.Runs, 40);
        foreach (string[] order in new[] { [], ["optimizer:desc", "lr"], new[] { "metric(\"val/loss\").best" } })
        {
            var text = new SearchText("", [.. order], false, "");
            var found = new List<RunId>();
            var added = 1_000 * (order.Length + 1);
            do
            {
                Assert.True(text.Read(new SearchOptions(), Now).Succeeded(out var search, out _));
                var page = await store.Runs.SearchAsync(search with { Limit = 7 }, default);
                found.AddRange(page.Rows.Select(static row => row.Run));
                text = text with { PageToken = text.Next(search, page) };
                await store.Runs.CommitAsync(StoredRuns.Make(added++));
            }
            while (text.PageToken.Length > 0);

            Assert.Equal(found.Count, found.Distinct().Count());
            Assert.Empty(Enumerable.Range(0, 40).Select(static number => StoredRuns.Make(number).Row.Run).Except(found));
        }
    }

    [Fact]
    public async Task Commit_FactsAndMetricsChange_AreFoundByTheNewOnesAlone()
    {
        var store = _fixture.Open();
        var first = StoredRuns.Make(1);
        await store.Runs.CommitAsync(first);
        var changed = first.Row with { Position = 2, Facts = first.Row.Facts.With(new RunFacts { Optimizer = "shampoo" }) };
        await store.Runs.CommitAsync(new DerivedCommit(changed, null, []) { Metrics = [new MetricValue("val/loss", 9, 9, 9)] });
        await store.Runs.CommitAsync(new DerivedCommit(changed with { Position = 3 }, null, []) { FactsAreStored = true });

        Assert.Equal(1, await CountAsync(store, "optimizer = shampoo and metric(\"val/loss\").best = 9 and has(lr)"));
        Assert.Equal(0, await CountAsync(store, $"optimizer = {first.Row.Facts.Optimizer}"));
        Assert.Equal(0, await CountAsync(store, "metric(\"val/loss\").best < 3"));
    }

    [Fact]
    public async Task List_OnlyFiring_FindsTheOldestToo()
    {
        var store = _fixture.Open();
        var old = StoredRuns.Make(0);
        await store.Runs.CommitAsync(old with { Row = old.Row with { FiringAlerts = 1 } });
        await Task.WhenAll(Enumerable.Range(1, 1_200).Select(number => store.Runs.CommitAsync(StoredRuns.Make(number))));

        Assert.Equal(old.Row.Run, Assert.Single(await store.Runs.ListAsync(new RunQuery { OnlyFiring = true, Limit = 1_000 }, default)).Run);
    }

    private static DerivedCommit Told(int number, string note)
    {
        var made = StoredRuns.Make(number);
        var tags = made.Row.Facts.Tags.Add("note", note);
        return made with { Row = made.Row with { Facts = made.Row.Facts with { Tags = tags } } };
    }

    private static RunSearch Search(string filter)
    {
        Assert.True(new SearchText(filter, [], false, "").Read(new SearchOptions(), Now).Succeeded(out var search, out var problem), problem);
        return search;
    }

    private static async Task<int> CountAsync(SqliteStore store, string filter)
    {
        Assert.True(new SearchText(filter, [], false, "").Read(new SearchOptions(), Now).Succeeded(out var search, out var problem), problem);
        return (await store.Runs.SearchAsync(search, default)).Rows.Length;
    }
}
