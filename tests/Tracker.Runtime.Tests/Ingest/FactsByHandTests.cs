using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Ingest;

/// <summary>Facts that people set by hand: journalled, then the run is judged again from its start, live or over, and the daemon may die in between.</summary>
public sealed class FactsByHandTests : IDisposable
{
    private const int Steps = 800;
    private static readonly RunFacts Told = new() { ClassCount = 10, PlannedSteps = 2000 };
    private static readonly RunFacts Supervised = new() { Kind = TrainingKind.Supervised };
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Set_KindOfALiveStuckRun_RaisesItsAlertOnce_AndARestartKeepsIt()
    {
        IReadOnlyList<RunEvent> stored;
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            await TrainAsync(host);
            Assert.Empty((await DescribeAsync(host)).Alerts);
            await SetAsync(host, Supervised);

            var picture = await DescribeAsync(host);
            var alert = Assert.Single(picture.Alerts, static alert => alert.Severity > Severity.Info);
            Assert.Equal(("stuck-loss", AlertState.Firing), (alert.Detector, alert.State));
            Assert.InRange(alert.Step, 1, Steps - 1);
            Assert.Equal((TrainingKind.Supervised, TrainingKind.Supervised), (picture.Facts.Kind, picture.FactsByHand.Kind));
            Assert.Equal(10, picture.Facts.ClassCount);

            stored = await host.StoredAsync(alerts: 1);
            Assert.Single(stored, static told => told is AlertChanged { Alert.Detector: "stuck-loss" });
            Assert.Equal(Enumerable.Range(1, stored.Count).Select(static n => (ulong)n), stored.Select(static told => told.Number));
            await host.KillAsync();
        }

        await using var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddSeconds(1));
        Assert.Contains((await DescribeAsync(next)).Alerts, static alert => alert is { Detector: "stuck-loss", State: AlertState.Firing });
        Assert.Equal(stored.Texts(), (await next.Store.EventsAsync(Sent.Run, 0, 1_000, default)).Texts());
        Assert.Equal(TrainingKind.Supervised, (await next.Store.GetAsync(Sent.Run, default))!.Facts.Kind);
    }

    [Fact]
    public async Task Set_DaemonDiesBeforeItJudges_TheNextDoes()
    {
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            await TrainAsync(host);
            host.Outage.Kind = OutageKind.NothingDerived;
            await SetAsync(host, Supervised);
            await host.KillAsync();
        }

        await using var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddSeconds(1));
        Assert.Contains((await DescribeAsync(next)).Alerts, static alert => alert is { Detector: "stuck-loss", State: AlertState.Firing });
        Assert.Single(await next.StoredAsync(alerts: 1), static told => told is AlertChanged { Alert.Detector: "stuck-loss" });
    }

    [Fact]
    public async Task Set_KindOfARunThatIsOver_TellsWhatWouldHaveBeenRaised()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await TrainAsync(host);
        await host.Router.SubmitAsync(Sent.Run, Sent.Finish(3), default);
        var before = (await host.StoredAsync(alerts: 0)).Count;
        await SetAsync(host, Supervised);

        var picture = await DescribeAsync(host);
        Assert.Equal(RunStatus.Finished, picture.Status);
        Assert.Contains(picture.Alerts, static alert => alert is { Detector: "stuck-loss", State: AlertState.Resolved });
        var told = (await host.StoredAsync(alerts: 1)).Skip(before).ToList();
        Assert.Single(told, static one => one is AlertChanged { Alert: { Detector: "stuck-loss", State: AlertState.Resolved } });
        Assert.DoesNotContain(told, static one => one is StatusChanged);
    }

    [Fact]
    public async Task Set_AnotherPrimary_JudgesItFromItsFirstSample()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(facts: Told.With(Supervised) with { PrimaryMetric = "loss/aux" }), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1, names: ["loss/aux", "loss/total"]), default);
        var values = new double[2 * Steps];
        for (var step = 0; step < Steps; step++) (values[step], values[Steps + step]) = (2.3 * Math.Exp(-step / 100.0), Still(step));
        await host.Router.SubmitAsync(Sent.Run, new FramesInput(default, [Sent.Rows(Sent.Trainer, 2, 1, [.. Enumerable.Range(0, Steps).Select(static step => (long)step)], values)]), default);
        Assert.DoesNotContain((await DescribeAsync(host)).Alerts, static alert => alert.Detector == "stuck-loss");

        await SetAsync(host, new RunFacts { PrimaryMetric = "loss/total" });
        var picture = await DescribeAsync(host);
        Assert.Contains(picture.Alerts, static alert => alert is { Detector: "stuck-loss", State: AlertState.Firing });
        Assert.Equal("loss/total", Assert.Single(picture.Metrics, static metric => metric.IsPrimary).Name);
    }

    [Fact]
    public async Task Set_Reset_TakesBackTheFactsAndTheAlert()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await TrainAsync(host);
        await SetAsync(host, Supervised);
        await SetAsync(host, RunFacts.None, reset: true);

        var picture = await DescribeAsync(host);
        Assert.Equal((TrainingKind.Unknown, RunFacts.None), (picture.Facts.Kind, picture.FactsByHand));
        Assert.Empty(picture.Alerts);
        var stored = await host.StoredAsync(alerts: 2);
        Assert.Equal([AlertState.Firing, AlertState.Resolved], stored.OfType<AlertChanged>().Where(static told => told.Alert.Detector == "stuck-loss").Select(static told => told.Alert.State));
    }

    [Fact]
    public async Task Hello_ThatTellsOtherwise_DoesNotReplaceThemAndStoresNothingAgain()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await TrainAsync(host);
        await SetAsync(host, Supervised);
        var before = (await host.Journal.InputsAsync(Sent.Run)).Count;
        for (var again = 0; again < 3; again++) await host.Router.HelloAsync(Sent.Run, Sent.Hello(facts: Told), default);
        Assert.Equal(before, (await host.Journal.InputsAsync(Sent.Run)).Count);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(facts: new RunFacts { Kind = TrainingKind.Adversarial }), default);
        Assert.Equal(TrainingKind.Supervised, (await DescribeAsync(host)).Facts.Kind);
    }

    [Fact]
    public async Task Set_WhileATrainerReports_LosesNothingAndJudgesAsFromTheStart()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(facts: Told), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
        var training = Task.Run(async () =>
        {
            var sent = new List<Task<SubmitResult>>();
            for (var step = 0; step < Steps; step++) sent.Add(host.Router.SubmitAsync(Sent.Run, Sent.Frame((ulong)step + 2, step, Still(step)), default).AsTask());
            return await Task.WhenAll(sent);
        });
        await SetAsync(host, Supervised);
        Assert.All(await training, static result => Assert.Equal(SubmitState.Durable, result.State));

        var picture = await DescribeAsync(host);
        var (fresh, events) = (new RunMonitor(Sent.Run, new MonitorOptions(), Supervised), new List<RunEvent>());
        var position = 0L;
        foreach (var input in await host.Journal.InputsAsync(Sent.Run)) fresh.Apply(++position, input, events);
        Assert.Equal(Steps, picture.Samples);
        Assert.Equal(fresh.Describe().Alerts, picture.Alerts);
        Assert.Equal(fresh.Describe().Judgements, picture.Judgements);
        Assert.Contains(picture.Alerts, static alert => alert is { Detector: "stuck-loss", State: AlertState.Firing });
    }

    [Fact]
    public async Task Set_MoreThanARunMayBeTold_IsRefusedAndNothingChanges()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path, limits: new IngestLimits { FactsPerRun = 2 });
        await TrainAsync(host);
        var tags = RunFacts.None.Tags;
        await SetAsync(host, new RunFacts { Tags = tags.Add("a", "1").Add("b", "2") });
        var refused = await host.Router.SubmitAsync(Sent.Run, new FactsByHandInput(default, new RunFacts { Tags = tags.Add("c", "3") }, Reset: false), default);
        Assert.Equal(SubmitState.Rejected, refused.State);
        Assert.Contains("would have 3 tags", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(2, (await DescribeAsync(host)).Facts.Tags.Count);
    }

    private static double Still(int step) => 2.3026 + (0.002 * ((step * 7 % 11) - 5));

    private static async Task TrainAsync(TrackerHost host)
    {
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(facts: Told), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
        var steps = Enumerable.Range(0, Steps).ToArray();
        await host.Router.SubmitAsync(
            Sent.Run, new FramesInput(default, [Sent.Rows(Sent.Trainer, 2, 1, Array.ConvertAll(steps, static step => (long)step), Array.ConvertAll(steps, Still))]), default);
    }

    private static async Task SetAsync(TrackerHost host, RunFacts facts, bool reset = false) =>
        Assert.Equal(SubmitState.Durable, (await host.Router.SubmitAsync(Sent.Run, new FactsByHandInput(default, facts, reset), default)).State);

    private static async Task<RunMonitorSnapshot> DescribeAsync(TrackerHost host) => (await host.Router.DescribeAsync(Sent.Run, default))!;
}
