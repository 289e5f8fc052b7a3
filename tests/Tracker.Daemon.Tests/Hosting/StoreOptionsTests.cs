using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Tracker.Daemon.Hosting;
using Tracker.Storage.Sqlite;

namespace Tracker.Daemon.Tests.Hosting;

public sealed class StoreOptionsTests
{
    [Fact]
    public void Options_OfTheDaemon_HaveTheRangesOfTheStoreAndReachIt()
    {
        var given = new StoreOptions
        {
            SealBytes = 1 << 20,
            SealAfter = TimeSpan.FromHours(1),
            SealPausedFor = TimeSpan.FromSeconds(3),
            CheckpointBytes = 1 << 20,
            RestartLogBytes = 2 << 20,
            CheckUpToBytes = 5,
        };
        var stored = given.ToStorage("/data", 7);

        Assert.Equal(("/data", 7), (stored.DataDirectory, stored.MaxBytes));
        foreach (var option in typeof(StoreOptions).GetProperties())
        {
            var same = typeof(SqliteStorageOptions).GetProperty(option.Name)!;
            Assert.Equal(option.GetValue(given), same.GetValue(stored));
            Assert.NotEqual(option.GetValue(new StoreOptions()), same.GetValue(stored));
            var (one, other) = (option.GetCustomAttribute<RangeAttribute>()!, same.GetCustomAttribute<RangeAttribute>()!);
            Assert.Equal((one.Minimum, one.Maximum), (other.Minimum, other.Maximum));
        }
    }
}
