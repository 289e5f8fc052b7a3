using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Storage.Migrations;
using Tracker.Storage.Sqlite;
using Tracker.Testing.Disks;

namespace Tracker.Storage.Tests.Sqlite.Upgrade;

/// <summary>A file of the first schema comes to the present one with all that is in it, whenever the machine stops on the way.</summary>
public sealed class SchemaUpgradeTests : IDisposable
{
    /// <summary>Two steps more than this Tracker has, one of which rewrites a table.</summary>
    private static readonly Migration[] TwoMore =
    [
        .. Migration.All,
        new(Migration.Latest + 1, "next", "CREATE TABLE next(run BLOB PRIMARY KEY, entries INTEGER) STRICT; INSERT INTO next SELECT h.run, count(*) FROM entry e JOIN run_head h ON h.key = e.run_key GROUP BY 1;"),
        new(Migration.Latest + 2, "next after", "CREATE TABLE alive2(at INTEGER NOT NULL) STRICT; INSERT INTO alive2 SELECT at FROM alive; DROP TABLE alive; ALTER TABLE alive2 RENAME TO alive;"),
    ];

    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private string[] Copies => [.. Directory.EnumerateFiles(_fixture.Options.DataDirectory, "*.bak*").Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Open_FirstSchema_KeepsEveryRunEntryEventAndProducer()
    {
        FirstSchema.WriteTo(_fixture.Path);
        var entries = FirstSchema.Runs.ToDictionary(run => run, run => FirstSchema.Entries(_fixture.Path, run));
        var events = FirstSchema.Rows(_fixture.Path, "SELECT lower(hex(run)), number FROM run_event ORDER BY 1, 2");
        Assert.Equal(191, entries.Values.Sum(list => list.Count));

        var store = _fixture.Open();

        foreach (var run in FirstSchema.Runs)
        {
            var stored = await ReadAsync(store, run);
            Assert.Equal(entries[run].Select(Text), stored.Select(Text));
            Assert.All(stored, entry => EntryCodec.Decode(entry));
            Assert.NotNull(await store.Runs.SnapshotAsync(run, default));
        }

        var head = await store.Journal.PeekAsync(FirstSchema.Streamed, default);
        Assert.Equal(new ProducerProgress(new ProducerId(0xAA), 1, 21), Assert.Single(head!.Producers));
        var told = new List<string>();
        foreach (var run in FirstSchema.Runs) told.AddRange((await store.Runs.EventsAsync(run, 0, 100, default)).Select(said => $"{run}|{said.Number}"));
        Assert.Equal(events, told);
        Assert.Contains(await store.Runs.EventsAsync(FirstSchema.WentNan, 0, 100, default), said => said is AlertChanged { Alert.Detector: "non-finite" });
        Assert.Equal(RunStatus.Failed, (await store.Runs.GetAsync(FirstSchema.WentNan, default))!.Status);
        Assert.Equal([FirstSchema.Live, FirstSchema.Streamed], await store.Runs.LiveAsync(default));
        Assert.Equal(WriteOutcome.Durable, (await AppendAsync(store, FirstSchema.Live)).Outcome);
    }

    [Fact]
    public void Open_OlderSchema_LeavesACheckedCopyOfTheOldOne()
    {
        FirstSchema.WriteTo(_fixture.Path);
        var before = FirstSchema.Rows(_fixture.Path, "SELECT * FROM entry");

        _fixture.Open(_fixture.Options with { Migrations = TwoMore });

        var copy = Assert.Single(Copies);
        Assert.StartsWith($"{_fixture.Path}.schema-1.", copy, StringComparison.Ordinal);
        Assert.Equal(["1"], FirstSchema.Rows(copy, "PRAGMA user_version"));
        Assert.Equal(["delete"], FirstSchema.Rows(copy, "PRAGMA journal_mode"));
        Assert.Equal(["ok"], FirstSchema.Rows(copy, "PRAGMA integrity_check"));
        Assert.Equal(before, FirstSchema.Rows(copy, "SELECT * FROM entry"));
        Assert.Equal([$"{TwoMore[^1].Version}"], FirstSchema.Rows(_fixture.Path, "PRAGMA user_version"));
        Assert.Equal(["4"], FirstSchema.Rows(_fixture.Path, "SELECT count(*) FROM next"));
    }

    [Fact]
    public void Open_PresentSchemaOrNewFile_MakesNoCopy()
    {
        _fixture.Open().Dispose();
        _fixture.Open();

        Assert.Empty(Copies);
    }

    [Fact]
    public void Open_TimeAndAgain_KeepsTheTwoNewestCopies()
    {
        FirstSchema.WriteTo(_fixture.Path);
        for (var i = 1; i <= 4; i++)
        {
            var steps = Enumerable.Range(0, i).Select(n => new Migration(Migration.Latest + 1 + n, "more", $"CREATE TABLE more{n}(x) STRICT;".Replace("(x)", "(x INTEGER)", StringComparison.Ordinal)));
            _fixture.Open(_fixture.Options with { Migrations = [.. Migration.All, .. steps] }).Dispose();
        }

        Assert.Equal(
            new[] { Migration.Latest + 2, Migration.Latest + 3 },
            Copies.Select(copy => int.Parse(FirstSchema.Rows(copy, "PRAGMA user_version")[0], null)).Order());
    }

    [Fact]
    public void Open_StepThatFails_LeavesTheStepBeforeAndNamesTheCopy()
    {
        FirstSchema.WriteTo(_fixture.Path);
        Migration[] steps = [.. TwoMore[..^1], new(TwoMore[^1].Version, "broken", "CREATE TABLE half(x INTEGER) STRICT; INSERT INTO nowhere VALUES(1);")];

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open(_fixture.Options with { Migrations = steps }));

        Assert.StartsWith($"{_fixture.Path} could not be brought to schema {steps[^1].Version} (", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"put its copy {Assert.Single(Copies)} in its place", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal([$"{steps[^2].Version}"], FirstSchema.Rows(_fixture.Path, "PRAGMA user_version"));
        Assert.Equal(["0"], FirstSchema.Rows(_fixture.Path, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"));
        _fixture.Open(_fixture.Options with { Migrations = TwoMore });
    }

    [Fact]
    public void Open_NoRoomForTheCopy_ChangesNothingAndGoesOnWhenThereIs()
    {
        FirstSchema.WriteTo(_fixture.Path);
        using var disk = new FaultDisk { Rule = call => call.File.Contains(".bak", StringComparison.Ordinal) && call.Offset > 40_000 ? DiskFault.Full(100) : DiskFault.None };
        var options = _fixture.Options with { Vfs = disk.Name, Migrations = TwoMore };

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open(options));

        Assert.StartsWith($"{_fixture.Path} has an older schema, and the copy that is made before it is changed failed: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("is full: make room there", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Copies);
        Assert.Equal(["1"], FirstSchema.Rows(_fixture.Path, "PRAGMA user_version"));

        disk.Rule = null;
        using (_fixture.Open(options)) Assert.Single(Copies);
    }

    /// <summary>At every write, flush, truncation and deletion, power goes; what was not flushed is there or not, as chance wants.</summary>
    [Fact]
    public void Open_MachineStopsAtAnyCall_EitherSchemaIsWholeAndTheNextStartCompletes()
    {
        var from = Array.Empty<string>();
        var stopped = 0;
        for (var n = 1; ; n++)
        {
            using var fixture = new SqliteFixture();
            FirstSchema.WriteTo(fixture.Path);
            if (n == 1) from = [.. FirstSchema.Rows(fixture.Path, "SELECT * FROM entry ORDER BY id")];
            var options = fixture.Options with { Migrations = TwoMore };
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
                    fixture.Open(options with { Vfs = disk.Name }).Dispose();
                    if (disk.Calls < n) break;
                }
                catch (StoreException)
                {
                    stopped++;
                }

                disk.LosePower(new Random(n));
            }

            var version = int.Parse(FirstSchema.Rows(fixture.Path, "PRAGMA user_version")[0], null);
            Assert.InRange(version, 1, TwoMore[^1].Version);
            Assert.Equal(["ok"], FirstSchema.Rows(fixture.Path, "PRAGMA integrity_check"));
            Assert.Equal(from, FirstSchema.Rows(fixture.Path, "SELECT * FROM entry ORDER BY id"));
            fixture.Open(options).Dispose();
            Assert.Equal([$"{TwoMore[^1].Version}"], FirstSchema.Rows(fixture.Path, "PRAGMA user_version"));
            Assert.Equal(["4"], FirstSchema.Rows(fixture.Path, "SELECT count(*) FROM next"));
            Assert.Equal(from, FirstSchema.Rows(fixture.Path, "SELECT * FROM entry ORDER BY id"));
        }

        Assert.True(stopped > 20, $"Only {stopped} calls were tried.");
    }

    [Fact]
    public void Open_NewerSchemaWithACopy_NamesTheCopy()
    {
        FirstSchema.WriteTo(_fixture.Path);
        _fixture.Open(_fixture.Options with { Migrations = TwoMore }).Dispose();

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open());

        Assert.Equal(
            $"{_fixture.Path} has schema {TwoMore[^1].Version} of a newer Tracker and this one knows {Migration.Latest}: install the newer one, "
            + $"or put {Assert.Single(Copies)}, the copy made before the change, in its place.",
            refusal.Message);
    }

    private static string Text(JournalEntry entry) => $"{entry.Position} {entry.ReceivedAt} {entry.Kind} {Convert.ToHexString(entry.Payload)}";

    private static async Task<WriteResult> AppendAsync(SqliteStore store, RunId run)
    {
        var head = await store.Journal.OpenAsync(run, default);
        return await store.Journal.AppendAsync(
            new JournalAppend(run, head.Epoch, head.Position, [EntryCodec.Encode(head.Position + 1, new TickInput(head.LastReceivedAt))], []));
    }

    private static async Task<List<JournalEntry>> ReadAsync(SqliteStore store, RunId run)
    {
        var entries = new List<JournalEntry>();
        await foreach (var entry in store.Journal.ReadAsync(run, 0, CancellationToken.None)) entries.Add(entry);
        return entries;
    }
}
