using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

public sealed class StalledRunTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly RunScript _script = new();
    private readonly uint _train;
    private readonly uint _validation;
    private long _step;

    public StalledRunTests()
    {
        _train = _script.Set("train/loss");
        _validation = _script.Set("val/loss");
    }

    [Fact]
    public void Tick_SilenceOfAReporterOfEachSecond_FiresAndDataResolves()
    {
        Train(300, Second);
        Evaluate(TimeSpan.FromSeconds(5));
        Train(300, Second);
        Silence(TimeSpan.FromSeconds(59));
        Assert.Empty(Open);
        Silence(TimeSpan.FromMinutes(3));
        var alert = Assert.Single(Open);
        Assert.Equal(("stalled-run", Severity.Critical, -1L), (alert.Detector, alert.Severity, alert.Step));
        Assert.Contains("it used to report every", alert.Message, StringComparison.Ordinal);
        Silence(TimeSpan.FromMinutes(30));
        Assert.Single(_script.Monitor.Describe().Alerts);
        Assert.Equal(RunStatus.Running, _script.Monitor.Status);
        Train(1, Second);
        Assert.Empty(Open);
    }

    [Fact]
    public void NextDeadline_OfARunningRun_IsWhenItFires()
    {
        Train(300, Second);
        var deadline = _script.Monitor.NextDeadline!.Value;
        _script.Now = new Timestamp(deadline.Microseconds - 1);
        _script.Apply(new TickInput(_script.Now));
        Assert.Empty(Open);
        Assert.Equal(deadline, _script.Monitor.NextDeadline);
        _script.Now = deadline;
        _script.Apply(new TickInput(deadline));
        Assert.Single(Open);
        Assert.Equal(_script.Now - new Timestamp(0), deadline - new Timestamp(0));
        Assert.True(_script.Monitor.NextDeadline > deadline + TimeSpan.FromDays(6));
    }

    [Fact]
    public void Tick_EpochsOfTwoHours_WaitsForHours()
    {
        for (var epoch = 0; epoch < 5; epoch++) Train(1, TimeSpan.FromHours(2));
        Silence(TimeSpan.FromHours(4));
        Assert.Empty(Open);
        Silence(TimeSpan.FromHours(6));
        Assert.Single(Open);
    }

    [Fact]
    public void Tick_AfterTheFirstReportOfALongEpoch_DoesNotFire()
    {
        Train(1, TimeSpan.FromHours(2));
        Silence(TimeSpan.FromHours(3));
        Assert.Empty(Open);
    }

    [Fact]
    public void Tick_FirstEvaluation_DoesNotFire()
    {
        Train(600, Second);
        Silence(TimeSpan.FromMinutes(5));
        Assert.Empty(Open);
        Evaluate(Second);
        Train(600, Second);

        // The next may take up to twice as long.
        Silence(TimeSpan.FromMinutes(9));
        Assert.Empty(Open);
    }

    [Fact]
    public void Tick_OneLongPauseInThePast_DoesNotBlind()
    {
        Train(300, Second);
        Evaluate(Second);
        Train(1, TimeSpan.FromHours(10));
        Train(300, Second);
        Silence(TimeSpan.FromMinutes(12));
        Assert.Single(Open);
    }

    [Fact]
    public void Tick_EvaluationsThatAreKnown_SetTheLimit()
    {
        for (var epoch = 0; epoch < 4; epoch++)
        {
            Train(300, Second);
            Evaluate(TimeSpan.FromMinutes(20));
        }

        Train(300, Second);
        Silence(TimeSpan.FromMinutes(35));
        Assert.Empty(Open);
        Silence(TimeSpan.FromMinutes(10));
        Assert.Single(Open);
    }

    [Fact]
    public void Tick_BackfillOfEqualTimes_UsesTheLimitOfTheUnknown()
    {
        var steps = Enumerable.Range(1, 1000).Select(step => (long)step).ToArray();
        double[][] rows = [.. steps.Select(_ => new[] { 2.0 })];
        _script.Report(_script.Frame(_train, steps, rows, [.. steps.Select(_ => _script.Now.Microseconds)]));
        Silence(TimeSpan.FromMinutes(29));
        Assert.Empty(Open);
        Silence(TimeSpan.FromMinutes(2));
        Assert.Single(Open);
    }

    [Fact]
    public void Tick_AfterADowntimeOfTheDaemon_TakesItOut()
    {
        Train(300, Second);
        _script.Now += TimeSpan.FromHours(5);
        _script.Mark(MarkKind.Downtime, 5L * 3600 * 1_000_000);
        Silence(TimeSpan.FromSeconds(30));
        Assert.Empty(Open);
        Silence(TimeSpan.FromMinutes(10));
        Assert.Single(Open);
    }

    [Fact]
    public void Tick_WithAFloor_FiresAtIt()
    {
        var script = new RunScript(options: new MonitorOptions { StallFloor = TimeSpan.FromSeconds(10) });
        var set = script.Set("train/loss");
        for (var step = 1; step <= 50; step++)
        {
            script.Now += TimeSpan.FromMilliseconds(100);
            script.Report(set, step, 2.0);
        }

        script.Tick(TimeSpan.FromSeconds(9.9));
        Assert.Empty(script.Fired());
        script.Tick(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["stalled-run"], script.Fired());
    }

    [Fact]
    public void Tick_BeforeTheFirstReportOrAfterTheEnd_IsNotJudged()
    {
        Silence(TimeSpan.FromDays(2));
        Assert.Empty(Open);
        Assert.Equal(JudgementState.NotApplicable, _script.Judgement("stalled-run").State);
        Train(300, Second);
        _script.Finish();
        Silence(TimeSpan.FromDays(2));
        Assert.Empty(Open);
        Assert.Null(_script.Monitor.NextDeadline);
    }

    [Fact]
    public void Apply_ReportsWithoutAdvancingSteps_Fires()
    {
        Train(300, Second);
        Evaluate(Second);
        Train(300, Second);
        for (var i = 0; i < 400; i++)
        {
            _script.Now += Second;
            _script.Report(_train, _step, 2.0);
        }

        var alert = Assert.Single(Open);
        Assert.Equal(("stalled-run", _step), (alert.Detector, alert.Step));
        Assert.Contains("the step has been 600", alert.Message, StringComparison.Ordinal);
        Train(1, Second);
        Assert.Empty(Open);
    }

    private IEnumerable<Alert> Open => _script.Monitor.Describe().Alerts.Where(alert => alert.State == AlertState.Firing);

    private void Train(int rows, TimeSpan every)
    {
        for (var i = 0; i < rows; i++)
        {
            _script.Now += every;
            _script.Report(_train, ++_step, 2.0);
        }
    }

    private void Evaluate(TimeSpan takes)
    {
        _script.Now += takes;
        _script.Report(_validation, _step, 2.0);
    }

    private void Silence(TimeSpan span) => _script.Tick(span);
}
