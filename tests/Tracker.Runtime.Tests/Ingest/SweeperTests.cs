using Microsoft.Extensions.Hosting;
using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;
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

    /// <summary>Somebody sets the clock of the machine a day on or back: nobody is called silent for it, and whoever is silent then is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task WallClock_JumpsADay_NobodyIsCalledStalledUntilHeIs(int days)
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await TrainAsync(host);

        host.Time.WallIsOffBy = TimeSpan.FromDays(days);
        for (var i = 41UL; i <= 80; i++)
        {
            await host.Router.SubmitAsync(Sent.Run, Sent.Frame(i, (long)i), default);
            host.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await host.Get<IEnumerable<IHostedService>>().OfType<Sweeper>().Single().SweepAsync(default);
        Assert.DoesNotContain(await host.Store.EventsAsync(Sent.Run, 0, 100, default), static told => told is AlertChanged { Alert.Detector: "stalled-run" });
        var times = (await host.Journal.InputsAsync(Sent.Run)).Select(static input => input.ReceivedAt.Microseconds).ToList();
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[^1] - times[0], 0, 60_000_000);
        await SilenceAsync(host);
    }

    /// <summary>A run that cannot be read is overdue for ever: it is tried ever more rarely, and the others are woken as ever.</summary>
    [Fact]
    public async Task Sweep_RunStaysOverdue_IsWokenEverMoreRarely()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Store.CommitAsync(new DerivedCommit(Overdue(new RunId(77), 1), null, []));
        var sweeper = host.Get<IEnumerable<IHostedService>>().OfType<Sweeper>().Single();

        for (var second = 0; second < 600; second++)
        {
            await sweeper.SweepAsync(default);
            host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(sweeper.Woken, 8, 14);
    }

    [Fact]
    public async Task Sweep_HundredsOfRunsStayOverdue_TheOthersAreWokenAllTheSame()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await Task.WhenAll(Enumerable.Range(1, 300).Select(i => host.Store.CommitAsync(new DerivedCommit(Overdue(new RunId((UInt128)i), 1), null, []))));
        await host.Store.CommitAsync(new DerivedCommit(Overdue(new RunId(1_000), 2), null, []));
        var sweeper = host.Get<IEnumerable<IHostedService>>().OfType<Sweeper>().Single();

        for (var i = 0; i < 2; i++)
        {
            await sweeper.SweepAsync(default);
            host.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(301, sweeper.Woken);
    }

    private static RunRow Overdue(RunId run, long deadline) => new()
    {
        Run = run,
        Position = 0,
        Status = RunStatus.Running,
        CreatedAt = new Timestamp(0),
        NextDeadline = new Timestamp(deadline),
        Facts = RunFacts.None,
    };

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
