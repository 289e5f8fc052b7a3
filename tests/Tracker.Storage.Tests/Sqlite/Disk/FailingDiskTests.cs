using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;
using Tracker.Testing.Disks;

namespace Tracker.Storage.Tests.Sqlite.Disk;

/// <summary>
/// The n-th call to the disk fails, for n = 1, 2, ... until none is left: whatever fails, what was acknowledged is there and nothing is
/// there twice, the store says its trouble, and it writes again when the disk does.
/// </summary>
public sealed class FailingDiskTests
{
    private const int Before = 3;
    private const int After = 4;

    /// <summary>The kinds of failure, by name.</summary>
    public static TheoryData<string> Failures => ["full in the midst", "error", "error in the midst"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Append_NthCallFailsOnce_LosesAndDoublesNothing(string failure) => await ForEachCallAsync(failure, lasting: false);

    [Theory]
    [InlineData("full in the midst")]
    [InlineData("error")]
    public async Task Append_AllCallsFailFromTheNth_SaysItsTroubleAndGoesOnWhenTheDiskDoes(string failure) => await ForEachCallAsync(failure, lasting: true);

    [Fact]
    public async Task Open_NthCallFails_SaysSoAndOpensWhenTheDiskDoes()
    {
        var failed = 0;
        for (var n = 1; ; n++)
        {
            using var disk = new FaultDisk { Rule = call => call.Number == n ? DiskFault.Error(call.Operation, call.Length / 2) : DiskFault.None };
            using var fixture = new SqliteFixture();
            var options = Options(fixture) with { Vfs = disk.Name };
            var isDone = false;
            try
            {
                fixture.Open(options).Dispose();
                isDone = disk.Calls < n;
            }
            catch (StoreException refusal)
            {
                failed++;
                Assert.Contains(fixture.Path, refusal.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', refusal.Message);
            }

            disk.Rule = null;
            var run = new NumberedRun();
            var store = fixture.Open(options);
            await run.AppendAsync(store, 1, 2);
            Assert.Equal([1, 2], await run.CheckAsync(store, $"call {n}"));
            if (isDone) break;
        }

        Assert.True(failed > 10, $"{failed} calls were tried");
    }

    /// <summary>
    /// After a flush that failed, Linux forgets what it could not write and the next flush goes well. So what the failed one was to make
    /// durable is never acknowledged, however well the next one goes, and a machine that then loses its power loses nothing acknowledged.
    /// </summary>
    [Fact]
    public async Task Append_NthFlushFailsAndPowerGoes_LosesNothingAcknowledged()
    {
        var failed = 0;
        using var well = new FaultDisk();
        for (var n = 1; n <= 60; n++)
        {
            using var fixture = new SqliteFixture();
            var run = new NumberedRun();
            using (var disk = new FaultDisk(remembers: true))
            {
                var flushes = 0;
                var store = fixture.Open(Options(fixture) with { Vfs = disk.Name });
                disk.Rule = call =>
                {
                    if (call.Operation != DiskOperation.Sync || ++flushes != n) return DiskFault.None;
                    failed++;
                    return DiskFault.Error(DiskOperation.Sync);
                };
                await run.AppendAsync(store, 1, Before + After);
                await CheckpointAsync(store);
                await run.AppendAsync(store, 100, After);
                disk.TurnOff();
                store.Dispose();
                disk.LosePower(new Random(n));
            }

            await run.CheckAsync(fixture.Open(Options(fixture) with { Vfs = well.Name }), $"flush {n}");
        }

        Assert.True(failed > 15, $"{failed} flushes failed");
    }

    private static async Task ForEachCallAsync(string failure, bool lasting)
    {
        var failures = 0;
        for (var n = 1; ; n++)
        {
            using var disk = new FaultDisk();
            using var fixture = new SqliteFixture();
            var run = new NumberedRun();
            var store = fixture.Open(Options(fixture) with { Vfs = disk.Name });
            await run.AppendAsync(store, 1, Before);
            disk.CountFromHere();
            var isHit = false;
            disk.Rule = call =>
            {
                if (lasting ? call.Number < n : call.Number != n) return DiskFault.None;
                isHit = true;
                return Fault(failure, call);
            };
            await run.AppendAsync(store, 10, After);
            await CheckpointAsync(store);
            var trouble = store.Runs.Trouble;
            disk.Rule = null;

            // The disk is well again, and so is the store, without a restart.
            var acknowledged = run.Acknowledged.Count;
            await run.AppendAsync(store, 100, 2);
            Assert.True(run.Acknowledged.Count == acknowledged + 2, $"call {n}: the store does not write again: {store.Runs.Trouble}");
            Assert.Null(store.Runs.Trouble);
            await run.CheckAsync(store, $"call {n}, {failure}");
            store.Dispose();
            await run.CheckAsync(fixture.Open(Options(fixture) with { Vfs = disk.Name }), $"call {n}, {failure}, opened again");
            if (!isHit) break;
            if (run.Acknowledged.Count < Before + After + 2) failures++;
            if (lasting && run.Acknowledged.Count < Before + After + 2 && n < 10) Assert.Contains(fixture.Path, trouble, StringComparison.Ordinal);
        }

        Assert.True(failures > 5, $"{failures} calls were felt");
    }

    private static DiskFault Fault(string failure, DiskCall call) => failure switch
    {
        "full in the midst" when call.Operation == DiskOperation.Write => DiskFault.Full(call.Length / 2),
        "error in the midst" => DiskFault.Error(call.Operation, call.Length / 3),
        _ => DiskFault.Error(call.Operation),
    };

    /// <summary>A log that is begun anew after few pages, so that copying it into the file is tried too.</summary>
    private static SqliteStorageOptions Options(SqliteFixture fixture) => fixture.Options with { RestartLogBytes = 16 << 10, CheckpointBytes = 0 };

    private static async Task CheckpointAsync(SqliteStore store)
    {
        try
        {
            await store.Readers.ReadAsync(
                static session =>
                {
                    session.Execute("PRAGMA query_only=OFF");
                    session.Execute("PRAGMA wal_checkpoint(PASSIVE)");
                    return session.Execute("PRAGMA query_only=ON");
                },
                default);
        }
        catch (StoreException)
        {
            // As maintenance does: the next one tries again.
        }
    }
}
