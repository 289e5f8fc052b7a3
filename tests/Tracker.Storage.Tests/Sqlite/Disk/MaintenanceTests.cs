using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Storage.Sqlite;
using Tracker.Storage.Tests.Chunks;
using Tracker.Testing.Disks;

namespace Tracker.Storage.Tests.Sqlite.Disk;

/// <summary>The thread that copies the log into the file and gives freed pages back.</summary>
public sealed class MaintenanceTests : IDisposable
{
    private const int Entries = 300;

    private readonly SqliteFixture _fixture = new();
    private readonly FaultDisk _disk = new();

    public void Dispose()
    {
        _fixture.Dispose();
        _disk.Dispose();
    }

    private long FileBytes => new FileInfo(_fixture.Path).Length;

    [Fact]
    public async Task Seal_OneRunCannotBeRead_TheOthersAreSealedAndItIsTriedAgainLater()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var store = _fixture.Open(_fixture.Options with { Vfs = _disk.Name });
        using var meter = new TrackerMeter();
        using var sealer = SealedRuns.Sealer(store, meter, time);
        foreach (var run in new[] { new RunId(1), new RunId(2) })
        {
            await SealedRuns.WriteAsync(store, run, [[ArbitraryFrames.Make(1, 1, 1, false, 1, [1], [1], [ArbitraryFrames.Noise(1, 1)], 1, 1)]]);
            await SealedRuns.AppendAsync(store, run, [new FinishInput(new Timestamp(2), new ProducerId(1), 99, RunStatus.Finished, "", false)]);
        }

        var failures = 0;
        _disk.Rule = call => call.Operation == DiskOperation.Read && Interlocked.Increment(ref failures) == 1 ? DiskFault.Error(DiskOperation.Read) : DiskFault.None;
        await sealer.SealDueAsync(default);
        Assert.Equal(1, await SealedRuns.NumberAsync(store, "SELECT count(DISTINCT run_key) FROM chunk"));

        time.Advance(TimeSpan.FromMinutes(5));
        await sealer.SealDueAsync(default);
        Assert.Equal(2, await SealedRuns.NumberAsync(store, "SELECT count(DISTINCT run_key) FROM chunk"));
    }

    [Fact]
    public async Task RunOnce_LogIsLong_CopiesItAndGivesFreedPagesBack()
    {
        var (store, run) = await WrittenAsync();
        using var maintenance = new SqliteMaintenance(store, TimeProvider.System, NullLogger<SqliteMaintenance>.Instance);
        var before = FileBytes;

        await maintenance.RunOnceAsync(default);
        var full = FileBytes;
        Assert.True(full > before + (Entries * 6_000), $"{before} bytes became {full}");
        await store.Journal.TruncateAsync(NumberedRun.Id, Entries - 10, default);
        for (var i = 0; i < 8; i++) await maintenance.RunOnceAsync(default);

        Assert.True(FileBytes < full / 2, $"{full} bytes became {FileBytes}");
        await run.AppendAsync(store, 900, 1);
        Assert.Contains(900, run.Acknowledged);
    }

    [Fact]
    public async Task RunOnce_FileCannotBeWritten_LosesNothingAndTheNextOneCopies()
    {
        var (store, run) = await WrittenAsync();
        using var maintenance = new SqliteMaintenance(store, TimeProvider.System, NullLogger<SqliteMaintenance>.Instance);
        var before = FileBytes;
        _disk.Rule = call => !call.IsLog && call.Operation is DiskOperation.Write or DiskOperation.Sync ? DiskFault.Error(call.Operation) : DiskFault.None;

        await maintenance.RunOnceAsync(default);
        Assert.Equal(before, FileBytes);
        _disk.Rule = null;
        await maintenance.RunOnceAsync(default);

        Assert.True(FileBytes > before + (Entries * 6_000), $"{before} bytes became {FileBytes}");
        Assert.Equal(Entries, (await run.CheckAsync(store, "after a failed copy")).Count);
    }

    private async Task<(SqliteStore Store, NumberedRun Run)> WrittenAsync()
    {
        var store = _fixture.Open(_fixture.Options with { CheckpointBytes = 64 << 10, Vfs = _disk.Name });
        var run = new NumberedRun();
        await run.AppendAsync(store, 1, Entries, bytes: 7_000);
        return (store, run);
    }
}
