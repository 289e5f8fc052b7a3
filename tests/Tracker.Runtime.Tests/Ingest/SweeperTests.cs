using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Ingest;

public sealed class SweeperTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Deadline_RunInMemory_TicksOnceAndAlerts()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await TrainAsync(host);

        await SilenceAsync(host);

        Assert.Single((await host.Journal.InputsAsync(Sent.Run)).OfType<TickInput>());
        Assert.Equal([Sent.Run], host.Router.LiveRuns);
    }

    [Fact]
    public async Task Deadline_RunNotInMemory_IsWoken()
    {
        var mailbox = new MailboxOptions { IdleFor = TimeSpan.FromSeconds(10), SnapshotInterval = TimeSpan.FromSeconds(5) };
        await using var host = await TrackerHost.StartAsync(_folder.Path, mailbox: mailbox);
        await TrainAsync(host);
        await Eventually.HoldsAsync("the run leaves the memory", () =>
        {
            if (host.Router.IsLoaded(Sent.Run)) host.Time.Advance(TimeSpan.FromSeconds(1));
            return !host.Router.IsLoaded(Sent.Run);
        });
        Assert.Equal([Sent.Run], host.Router.LiveRuns);
        Assert.Equal(RunStatus.Running, (await host.Router.DescribeAsync(Sent.Run, default))!.Status);
        Assert.False(host.Router.IsLoaded(Sent.Run), "asking for the picture of a sleeping run does not wake it");

        await SilenceAsync(host);

        Assert.Single(
            await host.Store.EventsAsync(Sent.Run, 0, 100, default),
            static told => told is AlertChanged { Alert: { Detector: "stalled-run", State: AlertState.Firing } });
    }

    private static async Task TrainAsync(TrackerHost host)
    {
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
        for (var i = 2UL; i <= 40; i++)
        {
            await host.Router.SubmitAsync(Sent.Run, Sent.Frame(i, (long)i), default);
            host.Time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private static async Task SilenceAsync(TrackerHost host) => await Eventually.HoldsAsync("stalled-run fires", async () =>
    {
        host.Time.Advance(TimeSpan.FromSeconds(1));
        var stored = await host.Store.EventsAsync(Sent.Run, 0, 100, default);
        return stored.Any(static told => told is AlertChanged { Alert.Detector: "stalled-run" });
    });
}
