using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;

namespace Tracker.Storage.Tests.Sqlite;

/// <summary>A disk that is full, played by a limit on the pages of the file: SQLite gives the same error at the same place.</summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly RunId Run = new(1);

    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Append_DiskIsFull_FailsAndGoesOnWhenThereIsRoom()
    {
        var store = _fixture.Open();
        var head = await store.Journal.OpenAsync(Run, default);
        Assert.Equal(WriteOutcome.Durable, (await AppendAsync(store, head, 0)).Outcome);
        await LimitPagesAsync(store, 1);

        var acknowledged = 1L;
        WriteResult last;
        while ((last = await AppendAsync(store, head, acknowledged)).Outcome == WriteOutcome.Durable) acknowledged++;
        var trouble = store.Runs.Trouble;
        var again = await AppendAsync(store, head, acknowledged);
        await LimitPagesAsync(store, 1_000_000);
        var after = await AppendAsync(store, head, acknowledged);

        Assert.Equal(WriteOutcome.Failed, last.Outcome);
        Assert.Equal($"The disk of {_fixture.Path} is full: make room there; what was not acknowledged is sent again.", last.Reason);
        Assert.Equal(last.Reason, trouble);
        Assert.Equal(WriteOutcome.Failed, again.Outcome);
        Assert.Equal(WriteOutcome.Durable, after.Outcome);
        Assert.Null(store.Runs.Trouble);
        Assert.Equal(acknowledged + 1, (await _fixture.Open().Journal.PeekAsync(Run, default))!.Position);
        var stored = 0L;
        await foreach (var entry in store.Journal.ReadAsync(Run, 0, default)) Assert.Equal(++stored, entry.Position);
        Assert.Equal(acknowledged + 1, stored);
    }

    private static Task<WriteResult> AppendAsync(SqliteStore store, JournalHead head, long after) => store.Journal.AppendAsync(
        new JournalAppend(Run, head.Epoch, after, [new JournalEntry(after + 1, new Timestamp(after), EntryKind.Mark, new byte[20_000])], []));

    /// <summary>On the writer's own connection. A limit below the size of the file is the size of the file.</summary>
    private static async Task LimitPagesAsync(SqliteStore store, int pages) => await store.Writer.WriteAsync(session =>
    {
        SqliteDatabase.Execute(session.Connection, $"PRAGMA max_page_count = {pages}");
        return WriteResult.Durable;
    });
}
