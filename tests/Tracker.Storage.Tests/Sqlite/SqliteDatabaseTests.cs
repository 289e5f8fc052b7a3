using Microsoft.Data.Sqlite;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;

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
        Assert.Equal(1L, SqliteDatabase.Scalar(connection, "PRAGMA user_version"));
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
            $"{_fixture.Path} has schema 7 of a newer Tracker and this one knows 1: install the newer one, or restore the backup made before it.",
            refusal.Message);
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

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_fixture.Path};Pooling=False");
        connection.Open();
        SqliteDatabase.Execute(connection, sql);
    }
}
