using Microsoft.Data.Sqlite;
using Tracker.Daemon.Tests.Export;
using Tracker.Daemon.Tests.Ingest;

namespace Tracker.Daemon.Tests.Faults;

/// <summary>A byte of the journal is another when the daemon starts.</summary>
public sealed class DamagedEntryTests
{
    [Fact]
    public async Task Start_EntryIsDamaged_TheRestOfTheRunIsReadAndItIsCounted()
    {
        await using var host = await DaemonHost.StartAsync();
        var (run, producer) = (Trainer.NewId(), Guid.NewGuid().ToString("N"));
        using (var trainer = await Trainer.GreetAsync(host.Open(), run, producer))
        {
            await trainer.GreetedAsync();
            await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
            for (var i = 0UL; i < 9; i++)
            {
                await trainer.SendAsync(Trainer.Rows(2 + i, 1, (long)i, i));
                await trainer.AcknowledgedAsync(2 + i);
            }
        }

        await host.StopAsync();
        // Of the fifth value, with no snapshot to start from.
        var path = Path.Combine(host.DataDir, "tracker.db");
        Execute(path, "DELETE FROM snapshot");
        Execute(path, "UPDATE entry SET payload = CAST(substr(payload, 1, length(payload) - 3) || x'0102' || substr(payload, -1) AS BLOB) WHERE id = (SELECT id FROM entry WHERE kind = 2 ORDER BY position LIMIT 1 OFFSET 4)");
        await host.StartAgainAsync();

        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8], (await Exported.SamplesAsync(host.Open(), run)).Select(sample => sample.Value));
        using var http = new HttpClient { BaseAddress = host.Http };
        var page = Exposition.Parse(await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken));
        Assert.True(page.Families["tracker_store_damaged_entries_total"].Samples.Single().Value >= 1);

        // The producer goes on where it was.
        using var again = await Trainer.GreetAsync(host.Open(), run, producer);
        Assert.Equal(10UL, await again.GreetedAsync());
        await again.SendAsync(Trainer.Rows(11, 1, 9, 9));
        await again.AcknowledgedAsync(11);
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0, sql);
    }
}
