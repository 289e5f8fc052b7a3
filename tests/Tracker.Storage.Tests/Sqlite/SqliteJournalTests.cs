using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;

namespace Tracker.Storage.Tests.Sqlite;

public sealed class SqliteJournalTests : JournalConformance, IDisposable
{
    private readonly SqliteFixture _fixture = new();
    private readonly SqliteStore _store;

    public SqliteJournalTests() => _store = _fixture.Open();

    protected override IJournal Journal => _store.Journal;

    public void Dispose() => _fixture.Dispose();

    protected override IJournal ReopenWithoutClosing() => _fixture.Open().Journal;
}
