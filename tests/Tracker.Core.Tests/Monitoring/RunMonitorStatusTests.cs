using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

public sealed class RunMonitorStatusTests
{
    [Fact]
    public void Apply_FirstFrames_BecomesRunning()
    {
        var script = new RunScript();
        Assert.Equal(RunStatus.Created, script.Monitor.Status);
        script.Report(script.Set("train/loss"), 1, 2.3);
        Assert.Equal(RunStatus.Running, script.Monitor.Status);
        Assert.Equal([RunStatus.Created, RunStatus.Running], script.Events.OfType<StatusChanged>().Select(changed => changed.Status));
        Assert.Equal(Enumerable.Range(1, script.Events.Count).Select(number => (ulong)number), script.Events.Select(made => made.Number));
    }

    [Theory]
    [InlineData(RunStatus.Finished)]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Cancelled)]
    public void Apply_DataAfterTheEnd_RevivesOnlyByANewAttempt(RunStatus end)
    {
        var script = new RunScript();
        var set = script.Set("train/loss");
        script.Report(set, 1, 2.3);
        script.Finish(end);
        Assert.NotNull(script.Monitor.Describe().EndedAt);
        script.Report(set, 2, 2.2);
        Assert.Equal(end, script.Monitor.Status);
        script.Mark(MarkKind.Attempt, 2);
        Assert.Equal(end, script.Monitor.Status);
        script.Report(set, 2, 1, [2.2]);
        Assert.Equal(RunStatus.Running, script.Monitor.Status);
        Assert.Null(script.Monitor.Describe().EndedAt);
        script.Finish(end);
        Assert.Equal(end, script.Monitor.Status);
    }

    [Fact]
    public void Apply_FinishOfAJob_CountsOnlyFromTheSupervisor()
    {
        var script = new RunScript();
        script.Mark(MarkKind.Job, 0, "Digits");
        script.Report(script.Set("train/loss"), 1, 2.3);
        script.Finish();
        Assert.Equal(RunStatus.Running, script.Monitor.Status);
        script.Finish(RunStatus.Failed, supervisor: true);
        Assert.Equal(RunStatus.Failed, script.Monitor.Status);
        Assert.Equal("Digits", script.Monitor.Describe().JobPlugin);
    }

    [Fact]
    public void Apply_LongSilence_IsLostAndDataRevivesIt()
    {
        var script = new RunScript(options: new MonitorOptions { LostAfter = TimeSpan.FromHours(1) });
        var set = script.Set("train/loss");
        script.Report(set, 1, 2.3);
        script.Tick(TimeSpan.FromMinutes(59));
        Assert.Equal(RunStatus.Running, script.Monitor.Status);
        script.Tick(TimeSpan.FromMinutes(1));
        Assert.Equal(RunStatus.Lost, script.Monitor.Status);
        Assert.Null(script.Monitor.NextDeadline);
        Assert.DoesNotContain(script.Monitor.Describe().Alerts, alert => alert.State == AlertState.Firing);
        script.Report(set, 2, 2.2);
        Assert.Equal(RunStatus.Running, script.Monitor.Status);
    }

    [Fact]
    public void Apply_LongSilenceOfAJob_IsNotLost()
    {
        var script = new RunScript(options: new MonitorOptions { LostAfter = TimeSpan.FromHours(1) });
        script.Mark(MarkKind.Job, 0, "Digits");
        script.Tick(TimeSpan.FromDays(1));
        Assert.Equal(RunStatus.Created, script.Monitor.Status);
    }

    [Fact]
    public void Apply_FinishOfAFollower_DoesNotEndTheRun()
    {
        var script = new RunScript();
        script.Report(script.Set(1, "train/loss"), 1, 2.3);
        script.Finish();
        Assert.Equal(RunStatus.Running, script.Monitor.Status);
    }

    [Fact]
    public void Apply_FramesOfAnUnknownSet_AreCountedAndChangeNothing()
    {
        var script = new RunScript();
        var set = script.Set("train/loss");
        script.Report(set + 1, 1, 2.3);
        script.Report(set, 1, 2.3, 2.4);
        Assert.Equal(2, script.Monitor.IgnoredFrames);
        Assert.Equal(RunStatus.Created, script.Monitor.Status);
        Assert.Equal(new ProducerSet(RunScript.Trainer, set, 0, 1), Assert.Single(script.Monitor.KnownSets));
    }
}
