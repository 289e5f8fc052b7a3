using CsCheck;
using Tracker.Core.Runs;
using Tracker.Runtime.Search;
using Tracker.Storage.Sqlite;
using Tracker.Storage.Tests.Sqlite;

namespace Tracker.Storage.Tests.Search;

public sealed class SearchPropertyTests
{
    private static readonly Timestamp Now = new(1_000_000);

    /// <summary>Written out, read, made a statement of and paged through, a search gives each run once, as the plainest way to do it does.</summary>
    [Fact]
    public async Task Search_AnyFilterOrderAndPage_IsTheNaiveOne()
    {
        var sample = Gen.Select(ArbitrarySearch.Runs, Gen.Select(ArbitrarySearch.Filter, ArbitrarySearch.Order, Gen.Int[1, 7]).Array[8]);
        await sample.SampleAsync(
            async (runs, searches) =>
            {
                using var fixture = new SqliteFixture();
                var store = fixture.Open();
                await Task.WhenAll(runs.Select(run => store.Runs.CommitAsync(run)));
                foreach (var (filter, order, page) in searches)
                {
                    var expected = NaiveSearch.Find(runs, filter, order);
                    var text = new SearchText(filter is null ? "" : SearchWords.Of(filter), [.. order.Select(Key)], false, "");
                    var found = await PageThroughAsync(store, text, page);
                    Assert.True(expected.SequenceEqual(found), $"{text.Filter} | {string.Join(", ", text.Order)} | {page}: {string.Join(" ", expected)} but {string.Join(" ", found)}");
                }
            },
            threads: 1);
    }

    private static string Key(RunSort sort) => SearchWords.Of(sort.Field) + (sort.Descending ? ":desc" : ":asc");

    private static async Task<List<RunId>> PageThroughAsync(SqliteStore store, SearchText text, int page)
    {
        var found = new List<RunId>();
        do
        {
            Assert.True(text.Read(new SearchOptions(), Now).Succeeded(out var search, out var problem), $"{text.Filter} | {string.Join(", ", text.Order)}: {problem}");
            search = search with { Limit = page };
            var rows = await store.Runs.SearchAsync(search, default);
            Assert.False(rows.TookTooLong);
            Assert.True(rows.Rows.Length <= page);
            found.AddRange(rows.Rows.Select(static row => row.Run));
            text = text with { PageToken = text.Next(search, rows) };
        }
        while (text.PageToken.Length > 0);
        return found;
    }
}
