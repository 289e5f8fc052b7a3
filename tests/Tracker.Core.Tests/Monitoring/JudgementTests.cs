using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

/// <summary>What is said before, instead of and with a verdict.</summary>
public sealed class JudgementTests
{
    [Fact]
    public void Describe_TooEarly_SaysHowFar()
    {
        var script = Run(new RunFacts { Kind = TrainingKind.Supervised, PlannedSteps = 39_000, ClassCount = 10 }, 20, _ => 2.3);
        var judgement = script.Judgement("diverged");
        Assert.Equal((JudgementState.NotJudged, 20, 585), (judgement.State, judgement.Seen, judgement.Needed));
        Assert.Equal("not judged yet: 20 of 585 samples", judgement.Message);
    }

    [Fact]
    public void Describe_KindUnknown_JudgesNoLearning()
    {
        var script = Run(new RunFacts { PlannedSteps = 1000, ClassCount = 10 }, 1000, step => 2.3 + (step * 0.1));
        Assert.Empty(script.Fired(Core.Alerting.Severity.Info));
        Assert.Equal(
            "not judged: the kind of training is unknown: send kind=supervised (or what it is)", script.Judgement("stuck-loss").Message);
        Assert.Equal(JudgementState.Quiet, script.Judgement("non-finite").State);
    }

    [Theory]
    [InlineData(TrainingKind.Adversarial)]
    [InlineData(TrainingKind.PolicyGradient)]
    [InlineData(TrainingKind.Preference)]
    public void Describe_KindWhoseLossNeedNotFall_IsNotApplicable(TrainingKind kind)
    {
        var script = Run(new RunFacts { Kind = kind, PlannedSteps = 1000 }, 1000, step => 0.7 + (step * 0.1));
        Assert.Empty(script.Fired(Core.Alerting.Severity.Info));
        Assert.Equal(JudgementState.NotApplicable, script.Judgement("diverged").State);
    }

    [Fact]
    public void Describe_StartUnknown_SaysWhatWouldHelp()
    {
        var script = Run(new RunFacts { Kind = TrainingKind.Supervised, PlannedSteps = 100_000 }, 50, step => 3 - (step * 0.01), every: 1000);
        Assert.Equal("start level unknown: send num_classes or an evaluation at step 0", script.Judgement("diverged").Message);
    }

    [Fact]
    public void Describe_FirstStepsNotSent_AsksForThemAndNotForWhatIsKnown()
    {
        var script = Run(new RunFacts { Kind = TrainingKind.Supervised, ClassCount = 10 }, 20, step => 3 - (step * 0.01), every: 50);
        Assert.Equal("not judged: the first loss that came is not of the first steps: log from step 0 on", script.Judgement("initial-loss").Message);
    }

    [Theory]
    [InlineData("dead-units", "signals/dead_fraction")]
    [InlineData("saturated-units", "signals/saturated_fraction")]
    [InlineData("minority-ignored", "val/min_recall")]
    public void Describe_SignalNotSent_NamesIt(string detector, string signal)
    {
        var script = Run(new RunFacts { Kind = TrainingKind.Supervised }, 20, _ => 2);
        Assert.StartsWith($"not judged: send {signal}", script.Judgement(detector).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_SecondPhase_IsNotCalledAResume()
    {
        var script = Run(new RunFacts { Kind = TrainingKind.Supervised, PlannedSteps = 2000 }, 800, step => 3 - (step * 0.001));
        script.Mark(MarkKind.Phase, 801, "unfreeze");
        var set = script.Set("train/loss");
        for (var i = 801; i < 900; i++) script.Report(set, i, 1);
        Assert.Equal("not judged: the run was resumed or began another phase, and this asks for how it began", script.Judgement("slow-learning").Message);
    }

    [Fact]
    public void Health_OfAFirstEvaluationThatWasTheBest_NamesIt()
    {
        var script = new RunScript(new RunFacts { Kind = TrainingKind.Supervised, PlannedSteps = 900 });
        var (train, val) = (script.Set("train/loss"), script.Set("val/loss"));
        double[] losses = [0.42, 0.45, 0.46];
        for (var i = 1; i <= 90; i++)
        {
            script.Report(train, i * 10, 0.6 - (i * 0.005));
            if (i % 30 == 0) script.Report(val, i * 10, losses[(i / 30) - 1]);
        }

        Assert.Contains("val/loss is 0.46; its best was 0.42 at step 300", script.Monitor.Describe().Health);
    }

    [Fact]
    public void Describe_ComponentLossesOnly_AsksForTheWhole()
    {
        var script = new RunScript(new RunFacts { Kind = TrainingKind.Supervised });
        script.Report(script.Set("loss/box", "loss/cls"), 1, 2, 3);
        Assert.Equal(JudgementState.NotApplicable, script.Judgement("diverged").State);
        Assert.DoesNotContain(script.Monitor.Describe().Metrics, metric => metric.IsPrimary);
        script.Apply(new FactsInput(script.Now, RunScript.Trainer, 0, new RunFacts { PrimaryMetric = "loss/cls" }));
        Assert.Equal("loss/cls", script.Monitor.Describe().Metrics.Single(metric => metric.IsPrimary).Name);
        Assert.Equal(JudgementState.NotJudged, script.Judgement("diverged").State);
    }

    [Fact]
    public void Apply_StuckAtChance_SaysSoInOneSentence()
    {
        var script = Run(new RunFacts { Kind = TrainingKind.Supervised, PlannedSteps = 2000, ClassCount = 10 }, 400, step => 2.3026 + (0.001 * (step % 3)));
        var alert = Assert.Single(script.Monitor.Describe().Alerts);
        Assert.Equal("stuck-loss", alert.Detector);
        Assert.StartsWith("train/loss has been at chance level (2.303 = ln 10) for 80 samples: now 2.30", alert.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_InfinitePenaltyOfOneStep_WarnsAndClears()
    {
        var script = Run(new RunFacts(), 40, step => step == 20 ? double.PositiveInfinity : 2);
        var alert = Assert.Single(script.Monitor.Describe().Alerts);
        Assert.Equal((Core.Alerting.Severity.Warning, Core.Alerting.AlertState.Resolved, 20), (alert.Severity, alert.State, alert.Step));
    }

    [Fact]
    public void Apply_NaNGradientAloneOnce_IsInfo()
    {
        var script = new RunScript();
        var set = script.Set("train/loss", "grad_norm");
        for (var step = 1; step < 30; step++) script.Report(set, step, 2, step == 10 ? double.NaN : 1);
        Assert.Equal(["non-finite"], script.Fired(Core.Alerting.Severity.Info));
        Assert.Empty(script.Fired());
    }

    private static RunScript Run(RunFacts facts, int samples, Func<int, double> loss, int every = 1)
    {
        var script = new RunScript(facts);
        var set = script.Set("train/loss");
        for (var i = 1; i <= samples; i++) script.Report(set, i * every, loss(i));
        return script;
    }
}
