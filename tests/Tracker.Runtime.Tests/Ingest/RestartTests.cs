using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Ingest;

public sealed class RestartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Restart_AfterAKill_EverythingAcknowledgedIsThereAndEventsAreTheSame()
    {
        IReadOnlyList<RunEvent> before;
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            await TrainAsync(host, nanAt: 30);
            before = await host.StoredAsync(alerts: 1);
            await host.KillAsync();
        }

        await using var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddMinutes(1));

        Assert.Equal([Sent.Run], next.Router.LiveRuns);
        Assert.Equal(40UL, (await next.Router.HelloAsync(Sent.Run, Sent.Hello(), default)).LastSequence);
        Assert.Equal(39, (await next.Router.DescribeAsync(Sent.Run, default))!.Samples);
        Assert.Equal(before.Texts(), (await next.Store.EventsAsync(Sent.Run, 0, 100, default)).Texts());
    }

    [Fact]
    public async Task Restart_KilledBetweenJournalAndEvents_TheAlertIsToldOnce()
    {
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
            await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
            host.Outage.Kind = OutageKind.NothingDerived;
            for (var i = 2UL; i <= 40; i++) await host.Router.SubmitAsync(Sent.Run, Sent.Frame(i, (long)i, i == 30 ? double.NaN : 1), default);
            Assert.DoesNotContain(await host.Store.EventsAsync(Sent.Run, 0, 100, default), static told => told is AlertChanged);
            await host.KillAsync();
        }

        for (var restart = 1; restart <= 3; restart++)
        {
            await using var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddMinutes(restart));
            var stored = await next.StoredAsync(alerts: 1);
            Assert.Single(stored, static told => told is AlertChanged { Alert: { Detector: "non-finite", State: AlertState.Firing } });
            Assert.Equal(Enumerable.Range(1, stored.Count).Select(static n => (ulong)n), stored.Select(static told => told.Number));
            await next.KillAsync();
        }
    }

    [Fact]
    public async Task Restart_DiedBeforeTheFirstSave_TheRunIsFoundAgain()
    {
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
            await host.KillAsync();
        }

        // As if nothing but the row before the first entry had reached the disk.
        await using (var cut = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddMinutes(1)))
        {
            var other = new RunId(Sent.Run.Value + 1);
            await cut.Router.HelloAsync(other, Sent.Hello(), default);
            await cut.KillAsync();
        }

        await using var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddMinutes(2));
        Assert.Equal(2, next.Router.LiveRuns.Count);
    }

    [Fact]
    public async Task Restart_LiveRun_IsToldHowLongNoDaemonWasThere()
    {
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            await TrainAsync(host, nanAt: -1);
            await host.KillAsync();
        }

        await using var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddHours(3));

        var mark = Assert.IsType<MarkInput>((await next.Journal.InputsAsync(Sent.Run))[^1]);
        Assert.Equal((MarkKind.Downtime, (long)TimeSpan.FromHours(3).TotalMicroseconds), (mark.Kind, mark.Value));
        Assert.DoesNotContain(
            await next.Store.EventsAsync(Sent.Run, 0, 100, default),
            static told => told is AlertChanged { Alert.Detector: "stalled-run" });
    }

    [Fact]
    public async Task Restart_WallClockWasSetBack_ReceivedTimesNeverFall()
    {
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            await TrainAsync(host, nanAt: -1);
            await host.KillAsync();
        }

        await using var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddDays(-1));
        next.Time.Advance(TimeSpan.FromSeconds(5));
        await next.Router.SubmitAsync(Sent.Run, Sent.Frame(41, 41), default);

        var times = (await next.Journal.InputsAsync(Sent.Run)).Select(static input => input.ReceivedAt.Microseconds).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Equal(5_000_000, times[^1] - times[^2]);
    }

    [Fact]
    public async Task Restart_AnotherJudge_FoldsAgainAndTellsOnlyWhatDiffers()
    {
        IReadOnlyList<RunEvent> before;
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            await TrainAsync(host, nanAt: 30);
            before = await host.StoredAsync(alerts: 1);
        }

        var options = new MonitorOptions { StallFloor = TimeSpan.FromSeconds(61) };
        Assert.NotEqual(RunMonitor.JudgeVersion(new MonitorOptions()), RunMonitor.JudgeVersion(options));
        await using (var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddSeconds(1), options))
        {
            await next.Router.SubmitAsync(Sent.Run, Sent.Frame(41, 41), default);
            Assert.Equal(40, (await next.Router.DescribeAsync(Sent.Run, default))!.Samples);
            Assert.Equal(before.Texts(), (await next.Store.EventsAsync(Sent.Run, 0, 100, default)).Texts());
            await next.Router.SubmitAsync(Sent.Run, Sent.Finish(42), default);
            var last = (await next.StoredAsync(alerts: 1))[^1];
            Assert.Equal((ulong)before.Count + 1, last.Number);
            Assert.Equal(last.Number, (await next.Router.DescribeAsync(Sent.Run, default))!.LastEvent);
        }

        await using var third = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddSeconds(2), options);
        Assert.Equal(RunStatus.Finished, (await third.Router.DescribeAsync(Sent.Run, default))!.Status);
    }

    [Fact]
    public async Task Restart_AnotherJudgeSeesNoAlert_TellsThatItIsResolved()
    {
        ulong last;
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            await TrainAsync(host, nanAt: -1);
            await Eventually.HoldsAsync("stalled-run fires", async () =>
            {
                host.Time.Advance(TimeSpan.FromSeconds(1));
                return (await host.Store.EventsAsync(Sent.Run, 0, 100, default)).Any(static told => told is AlertChanged);
            });
            last = (await host.StoredAsync(alerts: 1))[^1].Number;
        }

        var options = new MonitorOptions { StallFloor = TimeSpan.FromHours(5) };
        await using var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddHours(1), options);
        var told = await next.StoredAsync(alerts: 2);

        var resolved = Assert.IsType<AlertChanged>(Assert.Single(told, one => one.Number > last));
        Assert.Equal((last + 1, "stalled-run", AlertState.Resolved), (resolved.Number, resolved.Alert.Detector, resolved.Alert.State));
        Assert.DoesNotContain((await next.Router.DescribeAsync(Sent.Run, default))!.Alerts, static alert => alert.State == AlertState.Firing);
    }

    [Fact]
    public async Task Stop_InPeace_NothingIsFoldedAgain()
    {
        await using (var host = await TrackerHost.StartAsync(_folder.Path)) await TrainAsync(host, nanAt: -1);

        await using var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start);
        var snapshot = await next.Store.SnapshotAsync(Sent.Run, default);
        Assert.Equal((await next.Journal.PeekAsync(Sent.Run, default))!.Position, snapshot!.Position);
    }

    private static async Task TrainAsync(TrackerHost host, long nanAt)
    {
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
        for (var i = 2UL; i <= 40; i++)
            await host.Router.SubmitAsync(Sent.Run, Sent.Frame(i, (long)i, (long)i == nanAt ? double.NaN : 1), default);
    }
}
