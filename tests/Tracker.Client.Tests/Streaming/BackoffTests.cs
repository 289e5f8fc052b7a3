using Tracker.Client.Streaming;

namespace Tracker.Client.Tests.Streaming;

public sealed class BackoffTests
{
    [Fact]
    public void Failed_AgainAndAgain_DoublesUpToFiveSecondsWithJitter()
    {
        var backoff = new Backoff("run");
        double full = 0.1;
        for (int i = 0; i < 20; i++, full = Math.Min(full * 2, 5))
            Assert.InRange(backoff.Failed().TotalSeconds, (full / 2) - 1e-6, full);
    }

    [Fact]
    public void Failed_SameSeed_WaitsTheSameAndAnotherSeedDoesNot()
    {
        Assert.Equal(new Backoff("a").Failed(), new Backoff("a").Failed());
        Assert.NotEqual(new Backoff("a").Failed(), new Backoff("b").Failed());
    }

    [Fact]
    public void Succeeded_AfterFailures_StartsOver()
    {
        var backoff = new Backoff("run");
        TimeSpan first = backoff.Failed();
        backoff.Failed();
        backoff.Succeeded();
        Assert.Equal(first, backoff.Failed());
    }
}
