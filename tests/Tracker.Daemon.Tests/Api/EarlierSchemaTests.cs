using System.IO.Compression;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Contracts.V1;
using Tracker.Storage.Sqlite;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Api;

/// <summary>A daemon of today on the data of the first one: nothing is missing, and all of it can be found, drawn and sealed.</summary>
public sealed class EarlierSchemaTests
{
    [Fact]
    public async Task Start_DatabaseOfTheFirstSchema_IsSearchedDrawnAndSealed()
    {
        var token = TestContext.Current.CancellationToken;
        await using var host = await DaemonHost.StartAsync();
        await host.StopAsync();
        foreach (var file in Directory.EnumerateFiles(host.DataDir, "tracker.db*")) File.Delete(file);
        await UnpackAsync(Path.Combine(host.DataDir, "tracker.db"));

        await host.StartAgainAsync();

        var runs = new RunsService.RunsServiceClient(host.Open());
        await Eventually.HoldsAsync("runs are found by facts", async () => (await FindAsync("lr = 0.1 and experiment = old")) is ["healthy"]);
        await Eventually.HoldsAsync("runs are found by metrics", async () => (await FindAsync("metric(\"train/loss\").last >= 0")) is { Count: >= 2 });
        Assert.Equal(["went-nan"], await FindAsync("status = failed"));

        var before = await CurveAsync();
        Assert.Equal(100UL, before.Samples);
        var store = host.Services.GetRequiredService<SqliteStore>();
        await Eventually.HoldsAsync("runs that are over are sealed", () => store.Readers.Read(static session => (long)session.Statement(
            "SELECT count(DISTINCT c.run_key) FROM chunk c JOIN run r ON r.key = c.run_key WHERE r.name IN ('healthy', 'went-nan')").ExecuteScalar()!) == 2);
        Assert.Equal(before, await CurveAsync());

        async Task<List<string>> FindAsync(string filter) =>
            [.. (await runs.ListRunsAsync(new ListRunsRequest { Filter = filter }, cancellationToken: token)).Runs.Select(run => run.Name).Order(StringComparer.Ordinal)];

        async Task<Curve> CurveAsync() =>
            (await runs.GetCurveAsync(new GetCurveRequest { Run = "healthy", Metrics = { "train/loss" } }, cancellationToken: token)).Curves.Single();
    }

    private static async Task UnpackAsync(string path)
    {
        await using var packed = File.OpenRead(Path.Combine(Repository.Root, "tests", "Tracker.Storage.Tests", "Sqlite", "Upgrade", "schema-1.db.gz"));
        await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        await using var file = File.Create(path);
        await unpacked.CopyToAsync(file, TestContext.Current.CancellationToken);
    }
}
