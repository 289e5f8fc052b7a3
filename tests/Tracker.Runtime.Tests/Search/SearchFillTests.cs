using Microsoft.Data.Sqlite;
using Tracker.Core.Runs;
using Tracker.Runtime.Search;
using Tracker.Runtime.Tests.Ingest;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Search;

/// <summary>Runs that an earlier schema left are found by facts and metrics after a start.</summary>
public sealed class SearchFillTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("UPDATE snapshot SET judge_version = 'of another judge';")]
    public async Task Start_RunsOfAnEarlierSchema_BecomeSearchable(string judged)
    {
        long bytes;
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            var facts = new RunFacts { Optimizer = "adam", Hyperparameters = RunFacts.None.Hyperparameters.Add("lr", "0.1") };
            await host.Router.HelloAsync(Sent.Run, Sent.Hello(facts: facts), default);
            await host.Router.SubmitAsync(Sent.Run, Sent.Set(1, names: "val/loss"), default);
            await host.Router.SubmitAsync(Sent.Run, Sent.Frame(2, 1, 0.25), default);
            await host.Router.SubmitAsync(Sent.Run, Sent.Finish(3), default);
            await Eventually.HoldsAsync("the end is stored", async () => await host.Store.GetAsync(Sent.Run, default) is { Status: RunStatus.Finished });
            bytes = (await host.Store.GetAsync(Sent.Run, default))!.Bytes;
        }

        // As the migration leaves a run: nothing but its row, its facts and its journal.
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "tracker.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = $"DELETE FROM run_value; DELETE FROM run_metric; DELETE FROM search_name; UPDATE run_head SET bytes = 0; UPDATE run SET is_indexed = 0; {judged}";
            await command.ExecuteNonQueryAsync();
        }

        await using var next = await TrackerHost.StartAsync(_folder.Path, at: Sent.Start.AddHours(1));
        Assert.True(new SearchText("lr = 0.1 and optimizer = adam and metric(\"val/loss\").best = 0.25", [], false, "")
            .Read(new SearchOptions(), default).Succeeded(out var search, out _));
        await Eventually.HoldsAsync("it is found by all of it", async () =>
        {
            next.Time.Advance(TimeSpan.FromSeconds(1));
            return (await next.Store.SearchAsync(search, default)).Rows.Length == 1;
        });

        var row = await next.Store.GetAsync(Sent.Run, default);
        Assert.True(row!.Bytes >= bytes, $"{row.Bytes} of {bytes}");
        Assert.Empty(await next.Store.UnindexedAsync(10, default));
    }
}
