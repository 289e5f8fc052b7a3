using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;
using Tracker.Testing.Disks;

namespace Tracker.Storage.Tests.Sqlite.Disk;

/// <summary>Files that are not as they were left: cut, or with a byte that is another. What is there is read, and nothing wrong is given out.</summary>
public sealed class DamageTests : IDisposable
{
    private const int Entries = 10;

    private readonly SqliteFixture _fixture = new();
    private readonly FaultDisk _disk = new();

    public void Dispose()
    {
        _fixture.Dispose();
        _disk.Dispose();
    }

    private SqliteStorageOptions Options => _fixture.Options with { Vfs = _disk.Name };

    /// <summary>A daemon that is killed, or a machine without power, in the midst of any byte of the log.</summary>
    [Fact]
    public async Task Open_LogCutAtAnyByte_HoldsEveryCommitBeforeTheCutAndNothingElse()
    {
        var (database, log, ends) = await WriteAsync();
        var least = -1;
        // Each byte around the ends of commits, where something can go wrong, and many between.
        var cuts = Enumerable.Range(0, log.Length + 1).Where(at => at % 211 == 0 || at == log.Length || ends.Any(end => Math.Abs(end - at) <= 3));
        foreach (var cut in cuts)
        {
            Place(database, log[..cut]);
            using var store = _fixture.Open(Options);
            var stored = await PositionsAsync(store);
            var whole = ends.Count(end => end <= cut);
            Assert.True(stored.SequenceEqual(Enumerable.Range(1, stored.Count).Select(static n => (long)n)), $"cut at {cut}");
            Assert.True(stored.Count >= least, $"cut at {cut}: {stored.Count} are there and {least} were with less of the log");
            least = stored.Count;
            Assert.True(whole == stored.Count, $"cut at {cut}: {stored.Count} entries, {whole} commits");
        }

        Assert.Equal(Entries, least);
    }

    /// <summary>A byte of the log is another: the store says so, or holds the commits before it (it is its end), or all of them.</summary>
    [Fact]
    public async Task Open_AnyByteOfTheLogFlipped_IsRefusedOrGivesNothingWrong()
    {
        var (database, log, ends) = await WriteAsync();
        var refused = 0;
        for (var at = 0; at < log.Length; at += at < 4_200 ? 23 : 397)
        {
            var flipped = (byte[])log.Clone();
            flipped[at] ^= (byte)(1 << (at % 8));
            Place(database, flipped);
            try
            {
                using var store = _fixture.Open(Options);
                var stored = await PositionsAsync(store);
                // Only where no more than one commit lies behind it can it not be told from a torn end.
                Assert.True(stored.Count >= ends.Count - 2, $"byte {at}: {stored.Count} of {Entries} are there");
            }
            catch (StoreException refusal)
            {
                refused++;
                Assert.StartsWith($"{_fixture.Path}-wal is damaged and holds acknowledged data", refusal.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(refused > 50, $"{refused} were refused");
    }

    /// <summary>A byte of the file is another: it is refused, or what is damaged is recognised by its sum, and the rest is as it was.</summary>
    [Fact]
    public async Task Open_AnyByteOfTheFileFlipped_IsRefusedOrTheRestIsReadAndNothingWrongGivenOut()
    {
        var (before, log, _) = await WriteAsync();
        Place(before, log);
        _fixture.Open(Options).Dispose();
        var database = File.ReadAllBytes(_fixture.Path);
        int refused = 0, recognised = 0, unnoticed = 0;
        for (var at = 0; at < database.Length; at += at < 100 ? 7 : 397)
        {
            var flipped = (byte[])database.Clone();
            flipped[at] ^= (byte)(1 << (at % 8));
            Place(flipped, null);
            try
            {
                using var store = _fixture.Open(Options);
                var damaged = 0;
                var values = new List<double>();
                await foreach (var entry in store.Journal.ReadAsync(NumberedRun.Id, 0, CancellationToken.None))
                {
                    try
                    {
                        foreach (var frame in ((FramesInput)EntryCodec.Decode(entry)).Frames) values.Add(frame.Value(0, 0));
                    }
                    catch (FormatException damage)
                    {
                        damaged++;
                        Assert.Contains("damaged", damage.Message, StringComparison.Ordinal);
                    }
                }

                Assert.True(!values.Except(Enumerable.Range(1, Entries).Select(static n => n + 0.5)).Any(), $"byte {at} gives a value that nobody logged");
                Assert.True(values.Count + damaged <= Entries, $"byte {at}");
                if (damaged > 0) recognised++;
                else unnoticed++;
            }
            catch (StoreException refusal)
            {
                refused++;
                Assert.Contains(_fixture.Path, refusal.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }

        Assert.True(refused > 5 && recognised > 20, $"{refused} refused, {recognised} recognised, {unnoticed} without consequence");
    }

    private static async Task<List<long>> PositionsAsync(SqliteStore store)
    {
        var positions = new List<long>();
        await foreach (var entry in store.Journal.ReadAsync(NumberedRun.Id, 0, CancellationToken.None))
        {
            Assert.Equal(entry.Position + 0.5, ((FramesInput)EntryCodec.Decode(entry)).Frames[0].Value(0, 0));
            positions.Add(entry.Position);
        }

        return positions;
    }

    private void Place(byte[] database, byte[]? log)
    {
        foreach (var end in new[] { "-wal", "-shm" }) File.Delete(_fixture.Path + end);
        File.WriteAllBytes(_fixture.Path, database);
        if (log is not null) File.WriteAllBytes(_fixture.Path + "-wal", log);
    }

    /// <summary>Commits of one entry each, as a killed daemon leaves them; the length of the log after each.</summary>
    private async Task<(byte[] Database, byte[] Log, List<int> Ends)> WriteAsync()
    {
        _fixture.Open(Options).Dispose();
        byte[] database, log;
        var ends = new List<int>();
        using (var store = _fixture.Open(Options))
        {
            var head = await store.Journal.OpenAsync(NumberedRun.Id, default);
            for (var n = 1; n <= Entries; n++)
            {
                var values = new byte[150 * sizeof(double)];
                for (var i = 0; i < 150; i++) BitConverter.TryWriteBytes(values.AsSpan(i * sizeof(double)), n + 0.5);
                var steps = Enumerable.Range(0, 150).Select(static i => (long)i).ToArray();
                var entry = EntryCodec.Encode(n, new FramesInput(new Timestamp(n), [new Frame(new ProducerId(3), (ulong)n, 1, 1, steps, steps, values, false)]));
                Assert.Equal(WriteOutcome.Durable, (await store.Journal.AppendAsync(new JournalAppend(NumberedRun.Id, head.Epoch, n - 1, [entry], []))).Outcome);
                ends.Add((int)new FileInfo(_fixture.Path + "-wal").Length);
            }

            (database, log) = (File.ReadAllBytes(_fixture.Path), File.ReadAllBytes(_fixture.Path + "-wal"));
        }

        return (database, log, ends);
    }
}
