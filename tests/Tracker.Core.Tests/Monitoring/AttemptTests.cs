using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

public sealed class AttemptTests
{
    [Fact]
    public void Apply_StepsAtOrBelowTheMark_AreLateAndNotJudged()
    {
        var script = new RunScript();
        var set = script.Set("train/loss");
        script.Report(set, 10, 2.0);
        script.Report(set, 10, double.NaN);
        script.Report(set, 4, double.NaN);
        script.Report(set, 11, 1.9);
        var metric = Assert.Single(script.Monitor.Describe().Metrics);
        Assert.Equal((4, 2, 2, 11, 1.9), (metric.Count, metric.Late, metric.NonFinite, metric.LastStep, metric.Last));
        Assert.Empty(script.Alerts);
    }

    [Fact]
    public void Apply_ANewAttempt_JudgesEarlierStepsAgainAndTheOldAttemptNoMore()
    {
        var script = new RunScript();
        var set = script.Set("train/loss");
        script.Report(set, 100, 1.0);
        script.Mark(MarkKind.Attempt, 2);
        script.Report(set, 2, 50, [1.5]);
        script.Report(set, 1, 200, [9.0]);
        var metric = Assert.Single(script.Monitor.Describe().Metrics);
        Assert.Equal((3, 1, 50, 1.0), (metric.Count, metric.Late, metric.LastStep, metric.Best));
        Assert.Equal(2, script.Monitor.Attempt);
    }

    [Fact]
    public void Apply_AFrameOfAHigherAttempt_BeginsIt()
    {
        var script = new RunScript();
        var set = script.Set("train/loss");
        script.Report(set, 1, 100, [1.0]);
        script.Report(set, 3, 5, [2.0]);
        Assert.Equal(3, script.Monitor.Attempt);
        Assert.Equal(0, Assert.Single(script.Monitor.Describe().Metrics).Late);
    }

    [Fact]
    public void Apply_ANewAttemptAfterNaN_ResolvesTheAlert()
    {
        var script = new RunScript();
        var set = script.Set("train/loss");
        for (var step = 1; step < 5; step++) script.Report(set, step, double.NaN);
        Assert.Equal((AlertState.Firing, Severity.Critical), script.Monitor.Describe().Alerts.Select(a => (a.State, a.Severity)).Single());
        script.Mark(MarkKind.Attempt, 2);
        Assert.Equal(AlertState.Resolved, script.Monitor.Describe().Alerts.Single().State);
        script.Report(set, 2, 1, [2.3]);
        Assert.Single(script.Monitor.Describe().Alerts);
    }

    [Fact]
    public void Apply_ResumeAfterDivergence_MeasuresAgainstTheFirstStart()
    {
        var script = new RunScript(new RunFacts { Kind = TrainingKind.Supervised, PlannedSteps = 1000 });
        var set = script.Set("train/loss");
        for (var step = 1; step <= 200; step++) script.Report(set, step, 2.3 - (step * 0.005));
        script.Mark(MarkKind.Attempt, 2);
        for (var step = 150; step <= 300; step++) script.Report(set, 2, step, [1.6 + (0.001 * (step % 2))]);
        Assert.Empty(script.Fired());
        for (var step = 301; step <= 360; step++) script.Report(set, 2, step, [30 + (0.1 * (step % 2))]);
        Assert.Contains("diverged", script.Fired());
    }

    [Fact]
    public void Apply_SamplesOfOtherRanks_AreKeptAndNotJudged()
    {
        var script = new RunScript();
        var leader = script.Set("train/loss");
        var follower = script.Set(3, "train/loss");
        script.Report(leader, 1, 2.0);
        for (var step = 1; step < 9; step++) script.Report(follower, step, double.NaN);
        Assert.Empty(script.Alerts);
        Assert.Equal([(0, 1L), (3, 8L)], script.Monitor.Describe().Metrics.Select(metric => (metric.Rank, metric.Count)));
    }

    [Fact]
    public void Apply_TheEndOfARun_ResolvesWhatIsOpenAndKeepsTheFindings()
    {
        var script = new RunScript(new RunFacts { Kind = TrainingKind.Supervised });
        var set = script.Set("train/loss", "grad_norm");
        for (var step = 1; step < 9; step++) script.Report(set, step, double.NaN, double.NaN);
        var findings = script.Monitor.Describe().Findings.Select(finding => finding.Cause).ToArray();
        Assert.NotEmpty(findings);
        script.Finish();
        var described = script.Monitor.Describe();
        Assert.Equal(findings, described.Findings.Select(finding => finding.Cause));
        var alert = Assert.Single(described.Alerts);
        Assert.Equal(AlertState.Resolved, alert.State);
        Assert.EndsWith("the run finished", alert.Message, StringComparison.Ordinal);
    }
}
