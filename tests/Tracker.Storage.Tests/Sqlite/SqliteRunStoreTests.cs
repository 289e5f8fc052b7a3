using Tracker.Core.Runs;
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

    [Fact]
    public async Task Open_RunWhoseDaemonDiedBeforeItsFirstEntry_IsGone()
    {
        var unmade = RunId.Parse("0198c0ffee0070008000000000000001");
        var made = RunId.Parse("0198c0ffee0070008000000000000002");
        foreach (var (run, position) in new[] { (unmade, 0L), (made, 3L) })
            await Store.CommitAsync(new DerivedCommit(new RunRow { Run = run, Position = position, Status = RunStatus.Created, CreatedAt = new Timestamp(1) }, null, []));

        var next = _fixture.Open().Runs;

        Assert.Null(await next.GetAsync(unmade, TestContext.Current.CancellationToken));
        Assert.NotNull(await next.GetAsync(made, TestContext.Current.CancellationToken));
    }

    protected override IRunStore ReopenWithoutClosing() => _fixture.Open().Runs;
}
