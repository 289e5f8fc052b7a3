using Microsoft.Data.Sqlite;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Storage.Migrations;
using Tracker.Storage.Sqlite;
using Tracker.Testing;

namespace Tracker.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Open_NewFolder_SetsWhatTheDurabilityRestsOn()
    {
        _fixture.Open();
        using var connection = SqliteDatabase.Open(_fixture.Options).Connect();

        Assert.Equal("wal", SqliteDatabase.Scalar(connection, "PRAGMA journal_mode"));
        Assert.Equal(2L, SqliteDatabase.Scalar(connection, "PRAGMA synchronous"));
        Assert.Equal(2L, SqliteDatabase.Scalar(connection, "PRAGMA auto_vacuum"));
        Assert.Equal(4096L, SqliteDatabase.Scalar(connection, "PRAGMA page_size"));
        Assert.Equal((long)Migration.Latest, SqliteDatabase.Scalar(connection, "PRAGMA user_version"));
    }

    [Fact]
    public void Open_FileThatIsNoDatabase_SaysSo()
    {
        File.WriteAllText(_fixture.Path, "these are my notes and no database at all");

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open());

        Assert.Equal($"{_fixture.Path} is not a database of Tracker: move it away, or start with another --data-dir.", refusal.Message);
        Assert.StartsWith("these are my notes", File.ReadAllText(_fixture.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DatabaseOfSomethingElse_SaysSoAndLeavesItAlone()
    {
        Execute("CREATE TABLE theirs(x)");
        var before = File.ReadAllBytes(_fixture.Path);

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open());

        Assert.Contains("is a database of something else", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_fixture.Path));
    }

    [Fact]
    public void Open_NewerSchema_SaysWhichAndWhatToDo()
    {
        _fixture.Open().Dispose();
        Execute("PRAGMA user_version = 7");

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open());

        Assert.Equal(
            $"{_fixture.Path} has schema 7 of a newer Tracker and this one knows {Migration.Latest}: install the newer one, or restore the backup made before it.",
            refusal.Message);
    }

    [Theory]
    [InlineData("ALTER TABLE run RENAME COLUMN samples TO others", "it has no table run with samples")]
    [InlineData("DROP TABLE quarantine; CREATE VIEW quarantine AS SELECT 1", "it has no table quarantine with ")]
    [InlineData("DROP TABLE outbox", "it has no table outbox with ")]
    [InlineData("DROP INDEX entry_set", "it has no index entry_set")]
    [InlineData("CREATE TRIGGER thief AFTER INSERT ON entry BEGIN DELETE FROM entry WHERE id = new.id; END", "it has the trigger thief")]
    public void Open_SchemaIsNotWhatTheFileTells_SaysSo(string change, string what)
    {
        _fixture.Open().Dispose();
        Execute(change);

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open());

        Assert.StartsWith($"{_fixture.Path} was changed by something else ({what}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TableAndViewOfSomebodyBeside_AreLeftAlone()
    {
        _fixture.Open().Dispose();
        Execute("CREATE TABLE lost_and_found(x); CREATE VIEW mine AS SELECT * FROM nowhere");

        _fixture.Open();
    }

    [Fact]
    public async Task Open_DamagedPages_SaysSo()
    {
        using (var store = _fixture.Open())
        {
            var head = await store.Journal.OpenAsync(new RunId(1), default);
            var entries = Enumerable.Range(1, 200).Select(static i => new JournalEntry(i, new Timestamp(i), EntryKind.Mark, new byte[900]));
            await store.Journal.AppendAsync(new JournalAppend(new RunId(1), head.Epoch, 0, [.. entries], []));
        }

        using (var file = File.OpenWrite(_fixture.Path))
        {
            var junk = new byte[64 << 10];
            Array.Fill(junk, (byte)0xA5);
            file.Position = 4096 * 8;
            file.Write(junk);
        }

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open());

        Assert.StartsWith($"{_fixture.Path} is damaged", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("restore a backup", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Open_NoFolder_SaysSo()
    {
        var options = new SqliteStorageOptions { DataDirectory = Path.Combine(_fixture.Options.DataDirectory, "nowhere") };

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open(options));

        Assert.Contains("is not there: make it", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TruncatedFile_SaysSo()
    {
        _fixture.Open().Dispose();
        using (var file = File.OpenWrite(_fixture.Path)) file.SetLength(4096 * 3);

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open());

        Assert.StartsWith($"{_fixture.Path} is ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 100, true)]
    [InlineData(32 + (4120 * 30), 4120, true)]
    [InlineData(32 + (4120 * 30) + 2_000, 1, true)]
    [InlineData(32 + (4120 * 59) + 2_000, 1, false)]
    public async Task Open_LogOverwritten_SaysSoUnlessItIsTheTornEnd(int at, int bytes, bool isRefused)
    {
        await KillAfterCommitsAsync();
        var log = _fixture.Path + "-wal";
        Assert.True(new FileInfo(log).Length > at + bytes);
        using (var file = File.Open(log, FileMode.Open))
        {
            // The end of the last commit, as a power cut tears it.
            if (!isRefused) at = (int)file.Length - 2_000;
            file.Position = at;
            var was = new byte[bytes];
            file.ReadExactly(was);
            file.Position = at;
            file.Write([.. was.Select(b => (byte)~b)]);
        }

        if (!isRefused)
        {
            _fixture.Open();
            return;
        }

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open());
        Assert.StartsWith($"{log} is damaged and holds acknowledged data behind the damage: keep a copy", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task Open_LogOfManyRoundsCutAnywhere_IsTaken()
    {
        await KillAfterCommitsAsync(rounds: 3);
        var log = _fixture.Path + "-wal";
        for (var length = new FileInfo(log).Length; length > 0; length -= 3_777)
        {
            using (var file = File.Open(log, FileMode.Open)) file.SetLength(length);
            Assert.False(WriteAheadLog.IsDamaged(log), $"cut at {length}");
        }
    }

    [Fact]
    public async Task Open_DatabaseGoneAndItsLogThere_SaysSo()
    {
        await KillAfterCommitsAsync();
        File.Delete(_fixture.Path);

        var refusal = Assert.Throws<StoreException>(() => _fixture.Open());

        Assert.StartsWith($"{_fixture.Path} is missing and its log {_fixture.Path}-wal is there: ", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Leaves the two files as a killed daemon does: copied while they are open.</summary>
    private async Task KillAfterCommitsAsync(int rounds = 1)
    {
        using var copy = new TempFolder();
        using (var store = _fixture.Open())
        {
            var head = await store.Journal.OpenAsync(new RunId(1), default);
            var position = 0L;
            for (var round = 0; round < rounds; round++)
            {
                // A checkpoint lets the log begin anew over its old frames, with fewer of them.
                if (round > 0) Execute("PRAGMA wal_checkpoint(PASSIVE)");
                for (var i = 0; i < 60 - (round * 20); i++)
                {
                    var entry = new JournalEntry(position + 1, new Timestamp(position), EntryKind.Mark, new byte[900]);
                    Assert.Equal(WriteOutcome.Durable, (await store.Journal.AppendAsync(new JournalAppend(new RunId(1), head.Epoch, position, [entry], []))).Outcome);
                    position++;
                }
            }

            foreach (var end in new[] { "", "-wal" }) File.Copy(_fixture.Path + end, Path.Combine(copy.Path, "tracker.db" + end));
        }

        foreach (var end in new[] { "", "-wal" }) File.Copy(Path.Combine(copy.Path, "tracker.db" + end), _fixture.Path + end, overwrite: true);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_fixture.Path};Pooling=False");
        connection.Open();
        SqliteDatabase.Execute(connection, sql);
    }
}
