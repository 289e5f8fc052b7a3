using Tracker.Core.Alerting;
using Tracker.Core.Detection;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

/// <summary>A kind that is unknown, or whose loss need not fall, calls nobody but for what is wrong in every kind.</summary>
public sealed class KindTests
{
    [Theory]
    [InlineData("diverged", TrainingKind.Unknown, Severity.Info)]
    [InlineData("anything-new", TrainingKind.Unknown, Severity.Info)]
    [InlineData("anything-new", TrainingKind.Adversarial, Severity.Info)]
    [InlineData("anything-new", TrainingKind.PolicyGradient, Severity.Info)]
    [InlineData("anything-new", TrainingKind.Preference, Severity.Info)]
    [InlineData("anything-new", TrainingKind.Supervised, Severity.Critical)]
    [InlineData("anything-new", TrainingKind.Diffusion, Severity.Critical)]
    [InlineData("non-finite", TrainingKind.Unknown, Severity.Critical)]
    [InlineData("stalled-run", TrainingKind.Preference, Severity.Critical)]
    [InlineData("metric-frozen", TrainingKind.Unknown, Severity.Critical)]
    [InlineData("rule:mine", TrainingKind.Unknown, Severity.Critical)]
    public void Judge_ByKind_IsAsGraveAsItMayBe(string detector, TrainingKind kind, Severity severity)
    {
        var script = new RunScript(new RunFacts { Kind = kind }, catalog: new DetectorCatalog([new Alarmist(detector)]));
        var set = script.Set("train/loss");
        script.Report(set, 1, 1);
        script.Report(set, 2, 1);
        var alert = Assert.Single(script.Monitor.Describe().Alerts);
        Assert.Equal((detector, severity), (alert.Detector, alert.Severity));
    }

    [Fact]
    public void Judge_KindToldLater_MakesItGraver()
    {
        var script = new RunScript(catalog: new DetectorCatalog([new Alarmist("diverged")]));
        var set = script.Set("train/loss");
        script.Report(set, 1, 1);
        script.Apply(new FactsInput(script.Now, RunScript.Trainer, 0, new RunFacts { Kind = TrainingKind.Supervised }));
        script.Report(set, 2, 1);
        Assert.Equal([Severity.Info, Severity.Critical], script.Alerts.Select(static alert => alert.Severity));
    }

    [Fact]
    public void Describe_KindInferred_SaysFromWhat()
    {
        var script = new RunScript(new RunFacts { PlannedSteps = 1000 });
        var set = script.Set("train/loss", "rollout/ep_rew_mean");
        for (var step = 0; step < 1000; step++) script.Report(set, step, 0.7 + (step * 0.1), step);
        Assert.Empty(script.Fired());
        var picture = script.Monitor.Describe();
        Assert.Equal((TrainingKind.PolicyGradient, "rollout/ep_rew_mean"), (picture.Kind.Kind, picture.Kind.From));
        Assert.Equal(
            "not judged: policy-gradient, inferred from rollout/ep_rew_mean: the losses of this kind of training need not fall",
            script.Judgement("diverged").Message);
        Assert.Equal(
            "no verdict on learning: policy-gradient, inferred from rollout/ep_rew_mean: the losses of this kind of training need not fall",
            Headline.Of(picture));
        var before = picture.Kind;
        script.Reload();
        Assert.Equal(before, script.Monitor.Describe().Kind);
    }

    [Fact]
    public void Describe_KindInferredThatIsJudged_IsJudged()
    {
        var script = new RunScript(new RunFacts { PlannedSteps = 1000 });
        var set = script.Set("train/loss", "val/perplexity");
        for (var step = 0; step < 1000; step++) script.Report(set, step, 2.3 + (step * 0.1), 10);
        Assert.Contains("diverged", script.Fired());
    }

    /// <summary>Always critical.</summary>
    private sealed class Alarmist(string id) : DetectorEntry(id, Occasions.Samples, [], 0)
    {
        public override string OptionValues => "";

        public override Verdict Judge(Span<byte> state, in RunView view)
        {
            var verdict = Verdict.Judged(clears: false);
            verdict.When(true, 1, Unit.Now, Severity.Warning);
            verdict.When(true, 1, Unit.Now, Severity.Critical);
            return verdict;
        }

        public override string Explain(ReadOnlySpan<byte> state, in RunView view, int rule, long held) => "so it is";
    }
}
