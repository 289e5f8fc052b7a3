using Microsoft.Extensions.DependencyInjection;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Events;

namespace Tracker.Daemon.Tests.Limits;

public sealed class WatchLimitTests
{
    [Fact]
    public async Task WatchBacklog_SlowSubscriber_SkipsAndCounts()
    {
        await using var host = await DaemonHost.StartAsync();
        var bus = host.Services.GetRequiredService<RunEventBus>();
        using var slow = bus.Subscribe("watch", 2);

        for (var i = 1UL; i <= 5; i++) bus.Publish(new RunId(1), new StatusChanged(i, new Timestamp(1), 0, RunStatus.Running, ""));

        Assert.Equal(3, slow.Skipped);
        Assert.Equal(3, (await host.MetricsAsync()).Value("tracker_events_skipped_total", ("subscriber", "watch")));
    }
}
