using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;

namespace Tracker.Storage.Tests.Sqlite;

public sealed class SqliteRunStoreTests : RunStoreConformance, IDisposable
{
    private readonly SqliteFixture _fixture = new();
    private readonly SqliteStore _store;

    public SqliteRunStoreTests() => _store = _fixture.Open();

    protected override IRunStore Store => _store.Runs;

    public void Dispose() => _fixture.Dispose();

    protected override IRunStore ReopenWithoutClosing() => _fixture.Open().Runs;
}
