using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tracker.Daemon.Hosting;
using Tracker.Daemon.Tests.Export;
using Tracker.Daemon.Tests.Ingest;
using Tracker.Storage.Sqlite;
using Tracker.Testing;
using Tracker.Testing.Disks;

namespace Tracker.Daemon.Tests.Faults;

/// <summary>A disk that does not come back from a flush: trainers wait, the daemon answers, and its memory stays where it is.</summary>
public sealed class SlowDiskTests
{
    private const int Frames = 400;
    private const int Rows = 2_000;

    [Fact]
    public async Task Report_FlushStandsStill_TrainerIsSlowedPagesAnswerAndAllIsAcknowledgedAfterwards()
    {
        using var disk = new FaultDisk();
        using var gate = new ManualResetEventSlim(true);
        disk.Rule = call =>
        {
            if (call.Operation == DiskOperation.Sync) gate.Wait(TimeSpan.FromMinutes(1));
            return DiskFault.None;
        };
        await using var host = await DaemonHost.StartAsync(replace: builder => builder.Services.AddSingleton<IOptionsFactory<SqliteStorageOptions>>(provider =>
            new KnownOptions<SqliteStorageOptions>(new SqliteStorageOptions { DataDirectory = provider.GetRequiredService<DataDirectory>().Root, Vfs = disk.Name })));
        var run = Trainer.NewId();
        using var trainer = await Trainer.GreetAsync(host.Open(), run, Guid.NewGuid().ToString("N"));
        await trainer.GreetedAsync();
        await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
        await trainer.AcknowledgedAsync(1);

        gate.Reset();
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            var values = new double[Rows];
            for (; sent < Frames; sent++) await trainer.SendAsync(Trainer.Rows((ulong)(2 + sent), 1, sent * Rows, values));
        });
        using var http = new HttpClient { BaseAddress = host.Http };
        await Eventually.HoldsAsync("the room of the run is taken", async () => await UndecidedAsync(http) > 900_000);
        Assert.Equal("live\n", await http.GetStringAsync("/healthz/live", TestContext.Current.CancellationToken));
        Assert.Contains(run, await http.GetStringAsync($"/api/v1/runs/{run}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var most = await UndecidedAsync(http);
        Assert.False(sending.IsCompleted, "6 MB were taken without a flush");
        Assert.InRange(most, 900_000, 2 << 20);

        gate.Set();
        await sending;
        await trainer.AcknowledgedAsync(Frames + 1);
        Assert.Equal(Frames * Rows, (await Exported.SamplesAsync(host.Open(), run)).Count);
    }

    private static async Task<double> UndecidedAsync(HttpClient http)
    {
        var page = Exposition.Parse(await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken));
        return Convert.ToDouble(page.Families["tracker_ingest_undecided_bytes"].Samples.Single().Value, CultureInfo.InvariantCulture);
    }
}
