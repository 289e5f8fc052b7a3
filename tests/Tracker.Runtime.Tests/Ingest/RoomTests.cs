using Tracker.Runtime.Ingest;

namespace Tracker.Runtime.Tests.Ingest;

public sealed class RoomTests
{
    private readonly Room _room = new(new IngestLimits { UndecidedBytes = 1 << 20, UndecidedBytesPerRun = 4 << 10, UndecidedInputsPerRun = 16 });
    private readonly RunRoom _run = new();

    [Fact]
    public async Task Take_Full_WaitsInTheOrderOfTheCalls()
    {
        Assert.True(_room.TryTake(_run, 4_000));
        var large = _room.TakeAsync(_run, 3_000, default).AsTask();
        var small = _room.TakeAsync(_run, 10, default).AsTask();

        Assert.False(_room.TryTake(_run, 10), "it would overtake those that wait");
        Assert.False(small.IsCompleted);
        _room.Return(_run, 4_000);

        Assert.True(await large);
        Assert.True(await small);
        Assert.Equal(3_010, _room.Bytes);
    }

    [Fact]
    public async Task Take_OneRunIsFull_OthersGoOn()
    {
        _room.TryTake(_run, 4_000);
        var waiting = _room.TakeAsync(_run, 4_000, default).AsTask();

        Assert.True(_room.TryTake(new RunRoom(), 4_000));
        Assert.False(waiting.IsCompleted);
        _room.Return(_run, 4_000);
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Take_TokenCancelled_GivesUpAndLetsTheNextPass()
    {
        _room.TryTake(_run, 3_000);
        using var patience = new CancellationTokenSource();
        var large = _room.TakeAsync(_run, 3_000, patience.Token).AsTask();
        var small = _room.TakeAsync(_run, 10, default).AsTask();

        await patience.CancelAsync();

        Assert.False(await large);
        Assert.True(await small);
        Assert.Equal(3_010, _room.Bytes);
    }

    [Fact]
    public void TryTake_AllTogetherAreFull_NobodyGetsMore()
    {
        for (var i = 0; i < 256; i++) Assert.True(_room.TryTake(new RunRoom(), 4_096));

        Assert.False(_room.TryTake(new RunRoom(), 1));
    }

    [Fact]
    public void Hold_EarlyInput_LeavesItsShareOfTheRun()
    {
        _room.TryTake(_run, 4_000);
        _room.Hold(_run, 4_000);

        Assert.True(_room.TryTake(_run, 4_000));
        Assert.Equal(8_000, _room.Bytes);
    }

    [Fact]
    public void TryTake_ManySmallOnes_AreCountedToo()
    {
        for (var i = 0; i < 16; i++) Assert.True(_room.TryTake(_run, 1));

        Assert.False(_room.TryTake(_run, 1));
    }
}
