using Tracker.Runtime.Journal;
using Tracker.Testing.Disks;

namespace Tracker.Storage.Tests.Sqlite.Disk;

/// <summary>The machine loses its power: what was flushed is there, and of the rest what chance wants, in halves too.</summary>
public sealed class PowerLossTests
{
    [Fact]
    public async Task Append_PowerGoesAtAnyCall_LosesNothingAcknowledged()
    {
        var acknowledged = 0;
        using var well = new FaultDisk();
        for (var n = 1; ; n++)
        {
            using var fixture = new SqliteFixture();
            var options = fixture.Options with { RestartLogBytes = 16 << 10, Vfs = well.Name };
            var run = new NumberedRun();
            bool isDone;
            using (var disk = new FaultDisk(remembers: true))
            {
                disk.Rule = call =>
                {
                    if (call.Number != n) return DiskFault.None;
                    disk.TurnOff();
                    return DiskFault.Error(call.Operation, call.Length / 2);
                };
                try
                {
                    using var store = fixture.Open(options with { Vfs = disk.Name });
                    await run.AppendAsync(store, 1, 8);
                }
                catch (StoreException)
                {
                    // It went while the file was made.
                }

                isDone = disk.Calls < n;
                disk.LosePower(new Random(n));
            }

            acknowledged += run.Acknowledged.Count;
            var again = fixture.Open(options);
            await run.CheckAsync(again, $"call {n}");
            await run.AppendAsync(again, 50, 2);
            await run.CheckAsync(again, $"call {n}, and on");
            if (isDone) break;
        }

        Assert.True(acknowledged > 100, $"{acknowledged} were acknowledged over all");
    }
}
