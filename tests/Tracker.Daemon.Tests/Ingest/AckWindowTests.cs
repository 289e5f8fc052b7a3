using Tracker.Daemon.Ingest;

namespace Tracker.Daemon.Tests.Ingest;

public sealed class AckWindowTests
{
    [Fact]
    public void Leave_EarlierOnesUnanswered_HoldsTheAcknowledgementBack()
    {
        var window = new AckWindow();
        for (var sequence = 1UL; sequence <= 4; sequence++) window.Enter(sequence);

        Assert.Equal(0UL, window.Leave(3, 3));
        Assert.Equal(1UL, window.Leave(1, 1));
        Assert.Equal(3UL, window.Leave(2, 2));
        Assert.Equal(4UL, window.Leave(4, 4));
    }

    [Fact]
    public void Leave_SameSequenceTwice_WaitsForBoth()
    {
        var window = new AckWindow();
        window.Enter(1);
        window.Enter(1);

        Assert.Equal(0UL, window.Leave(1, 1));
        Assert.Equal(1UL, window.Leave(1, 1));
    }
}
