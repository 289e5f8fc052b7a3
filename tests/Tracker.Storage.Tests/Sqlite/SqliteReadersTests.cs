using Tracker.Testing;

namespace Tracker.Storage.Tests.Sqlite;

public sealed class SqliteReadersTests : IDisposable
{
    private const int AtATime = 4;
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Ask_MoreThanAreReadAtATime_WaitAndHoldUpNoOtherReader()
    {
        var readers = _fixture.Open().Readers;
        var begun = 0;
        using var go = new ManualResetEventSlim();
        var asked = Enumerable.Range(0, 20).Select(_ => readers.AskAsync(
            _ =>
            {
                Interlocked.Increment(ref begun);
                go.Wait();
                return 1;
            },
            default).AsTask()).ToList();
        using var leaves = new CancellationTokenSource();
        var left = readers.AskAsync(static _ => 1, leaves.Token).AsTask();
        await Eventually.HoldsAsync("some are read", () => Task.FromResult(Volatile.Read(ref begun) == AtATime));

        var other = await readers.ReadAsync(static _ => 2, default);
        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(2, other);
        Assert.Equal(AtATime, Volatile.Read(ref begun));
        go.Set();
        Assert.Equal(20, (await Task.WhenAll(asked)).Sum());
    }
}
