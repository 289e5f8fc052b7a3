using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Detection.LabRules;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

public sealed class LabRuleWatchTests
{
    [Fact]
    public void Apply_OfAValueThatHoldsForLongEnough_FiresInWords()
    {
        var script = Run("rule high: val/loss > 1.5 * best for 3 evaluations as critical \"it forgets\"");
        Report(script, "val/loss", 2, 1, 3, 3, 3, 3);
        var alert = Assert.Single(script.Alerts);
        Assert.Equal(("rule:high", Severity.Critical, AlertState.Firing, 4L), (alert.Detector, alert.Severity, alert.State, alert.Step));
        Assert.Equal("it forgets: val/loss is 3, > 1.5 (best 1) for 3 evaluations", alert.Message);
        Assert.Equal(JudgementState.Firing, Judgement(script).State);
    }

    [Fact]
    public void Apply_OfARuleForManySeries_TellsItsAlertsApart()
    {
        var script = Run("rule high: * > 1");
        Report(script, "a", 2);
        Report(script, "b", 2, 0);
        Assert.Equal([("a", AlertState.Firing), ("b", AlertState.Firing), ("b", AlertState.Resolved)], script.Alerts.Select(alert => (alert.Title!, alert.State)));
    }

    [Fact]
    public void Describe_OfARule_SaysHowFarItIs()
    {
        var script = Run("rule high: val/loss > 1 for 3 evaluations");
        Assert.Equal((JudgementState.NotApplicable, "not judged: no metric val/loss was reported"), (Judgement(script).State, Judgement(script).Message));
        Report(script, "val/loss", 0, 2, 2);
        Assert.Equal((JudgementState.Pending, "val/loss is so for 2 of 3 evaluations"), (Judgement(script).State, Judgement(script).Message));
    }

    [Fact]
    public void JudgeVersion_WithAnotherRule_IsAnother()
    {
        var none = RunMonitor.JudgeVersion(new MonitorOptions());
        var one = RunMonitor.JudgeVersion(Options("rule a: loss > 1"));
        Assert.Equal(3, new[] { none, one, RunMonitor.JudgeVersion(Options("rule a: loss > 2")) }.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(one, RunMonitor.JudgeVersion(Options("rule a: loss > 1 for 1 report as warning # the same")));
    }

    [Fact]
    public void Load_OfASavedState_GoesOnCounting()
    {
        var script = Run("rule high: * > 1 for 4 reports");
        Report(script, "a", 2, 2, 2);
        script.Monitor = RunMonitor.Load(RunScript.Run, script.Options, script.Monitor.Save());
        Report(script, "a", 2);
        Assert.Equal("rule:high", Assert.Single(script.Alerts).Detector);
    }

    [Fact]
    public void Apply_OfMoreSeriesThanAreHeld_LeavesTheLaterOut()
    {
        var script = Run("rule high: m* > 1");
        for (var i = 0; i < LabRuleWatch.MostSeries + 10; i++) Report(script, string.Create(CultureInfo.InvariantCulture, $"m{i}"), 2);
        Assert.Equal(LabRuleWatch.MostSeries, script.Alerts.Count(alert => alert.State == AlertState.Firing));
    }

    [Fact]
    public void Apply_AtTheEdgeOfARule_MakesFewAlerts()
    {
        var script = Run("rule high: a > 1");
        for (var i = 0; i < 2000; i++) Report(script, "a", i % 2 * 2);
        Assert.InRange(script.Alerts.Count(alert => alert.State == AlertState.Firing), 3, 40);
    }

    [Fact]
    public void Apply_OfTheEnd_ClosesWhatFires()
    {
        var script = Run("rule high: a > 1");
        Report(script, "a", 2);
        script.Apply(new FinishInput(script.Now, RunScript.Trainer, 99, RunStatus.Finished, "", BySupervisor: false));
        Report(script, "a", 2, 2);
        Assert.Equal([AlertState.Firing, AlertState.Resolved], script.Alerts.Select(alert => alert.State));
    }

    [Fact]
    public void Apply_OfAnotherRank_IsNotJudged()
    {
        var script = Run("rule high: a > 1");
        var set = script.Set(1, "a");
        script.Apply(new FramesInput(script.Now, [script.Frame(set, [0, 1], [[5], [5]])]));
        Assert.Empty(script.Alerts);
    }

    private static MonitorOptions Options(string rules) => new() { Rules = LabRuleText.Read(rules).Rules };

    private static RunScript Run(string rules) => new(options: Options(rules));

    private static Judgement Judgement(RunScript script) =>
        script.Monitor.Describe().Judgements.First(judgement => judgement.Detector == "rule:high");

    private static void Report(RunScript script, string metric, params double[] values)
    {
        var set = script.Set(metric);
        var first = script.Monitor.Describe().Metrics.Where(known => known.Name == metric).Select(known => known.LastStep + 1).FirstOrDefault();
        script.Apply(new FramesInput(
            script.Now, [script.Frame(set, [.. Enumerable.Range(0, values.Length).Select(i => Math.Max(0, first) + i)], [.. values.Select(value => new[] { value })])]));
    }
}
