using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;
using Tracker.Core.Remediation;
using Tracker.Core.Remediation.Remedies;
using Tracker.Core.Tests.Monitoring;
using Tracker.Replay.Traces;

namespace Tracker.Core.Tests.Remediation;

public sealed class RemedyTests
{
    private const string Flat = "every 1 step: train/loss = 2.3026 noise 0.002 for 600";
    private const string Exploding = "every 1 step: train/loss = 2.31*exp(t/4), grad_norm = 3 for 41\nevery 1 step: train/loss = 50000, grad_norm = 3 for 200";

    public static TheoryData<string> Causes => [.. DiagnosisEngine.Causes.Select(cause => cause.Id)];

    [Theory]
    [MemberData(nameof(Causes))]
    public void For_EveryCause_HasARemedy(string cause) => Assert.NotEmpty(RemedyPlanner.For(cause));

    [Theory]
    [InlineData("optimizer=adam lr=1", "0.001", "Lower the learning rate from 1 to 0.001 (1e-4 to 0.01 is usual with adam); start again, since the weights are spoilt.")]
    [InlineData("optimizer=adam lr=0.01", "0.003", "Lower the learning rate from 0.01 to 0.003 (1e-4 to 0.01 is usual with adam); start again, since the weights are spoilt.")]
    public void Propose_OfALowerRate_IsTheUsualOrThreeTenths(string facts, string rate, string advice)
    {
        var plan = Plan("lower-learning-rate", $"run classes=10 planned-steps=1000 {facts}", Exploding);
        Assert.Equal(("set-learning-rate", rate, advice), (plan.Command, plan.Arguments["value"], plan.Advice));
    }

    [Theory]
    [InlineData("optimizer=adam lr=1e-7", "0.001")]
    [InlineData("optimizer=adam lr=0.02", null)]
    public void Propose_OfAHigherRate_IsTheUsual(string facts, string? rate)
    {
        var plans = Plans($"run classes=10 planned-steps=2000 {facts}", Flat).Where(plan => plan.Remedy == "raise-learning-rate").ToList();
        if (rate is null) Assert.Empty(plans);
        else Assert.Equal(rate, Assert.Single(plans).Arguments["value"]);
    }

    [Fact]
    public void Propose_WithoutAKnownRate_IsForPeople()
    {
        var plan = Plan("lower-learning-rate", "run classes=10 planned-steps=1000", Exploding);
        Assert.Null(plan.Command);
        Assert.Empty(plan.Arguments);
    }

    [Fact]
    public void Propose_OfClipping_TakesTheTypicalNorm() =>
        Assert.Equal("Clip the gradient norm at 9: 3 is typical of this run, 3 was its largest.", Plan("clip-gradients", "run classes=10 planned-steps=1000 lr=1 optimizer=adam", Exploding).Advice);

    [Fact]
    public void Remedies_OfAllCauses_AreThereAndEachIsOfACause()
    {
        var named = DiagnosisEngine.Causes.SelectMany(cause => cause.Remedies).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(named.Order(StringComparer.Ordinal), RemedyPlanner.Remedies.Select(remedy => remedy.Remedy).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("class-imbalance", "oversample", "classes=3 class-counts=1000,20,500 dataset-size=1520", "class 1 (20 samples) 50 times")]
    [InlineData("label-noise", "clean-labels", "classes=10 dataset-size=1000", "the training samples of the highest loss")]
    [InlineData("irrelevant-features", "select-features", "profile.features=200 profile.uninformative-feature-share=0.9", "Keep the 20 of 200 features")]
    [InlineData("missing-values", "impute-missing", "profile.missing-share=0.25", "the 25 % of the cells without a value")]
    [InlineData("outliers", "remove-outliers", "profile.outlier-sample-share=0.1", "10 % of the samples have one")]
    [InlineData("batch-size-too-small", "raise-batch-size", "batch-size=2 dataset-size=2000", "from 2 to 32")]
    [InlineData("batch-size-too-small", "accumulate-gradients", "batch-size=2 dataset-size=2000", "over 16 batches")]
    [InlineData("batch-size-too-large", "lower-batch-size", "batch-size=1024 dataset-size=2048", "from 1,024 to 128")]
    [InlineData("over-regularised", "reduce-regularisation", "set.dropout=0.8 set.weight_decay=10", "weight decay from 10 to 0.001, dropout from 0.8 to 0.2")]
    [InlineData("wrong-optimizer", "change-optimizer", "optimizer=adagrad", "from adagrad to Adam")]
    [InlineData("wrong-optimizer", "change-optimizer", "optimizer=adamw", "to SGD with momentum 0.9")]
    [InlineData("architecture-too-simple", "larger-model", "parameters=500", "about 4,000 parameters instead of 500")]
    [InlineData("architecture-too-complex", "smaller-model", "parameters=500000", "about 50,000 parameters instead of 500,000")]
    [InlineData("wrong-loss", "fix-loss", "classes=10", "about 2.3 (chance)")]
    [InlineData("learning-rate-too-high", "warm-up", "planned-steps=2000", "the first 100 steps")]
    [InlineData("learning-rate-zero", "set-learning-rate", "optimizer=adam", "Set the learning rate to 0.001")]
    public void Propose_OfACause_HasTheNumbersOfTheRun(string cause, string remedy, string facts, string words)
    {
        var told = TraceRunner.Run(TraceScript.Parse($"run {facts}\nevery 1 step: train/loss = 2 for 1")).Playback.Snapshot.Facts;
        var proposes = RemedyPlanner.For(cause).Single(one => one.Remedy == remedy);
        var probe = new ViewProbe();
        var advice = "";
        probe.At(probe.Script(told).Monitor, (in RunView view) => advice = proposes.Propose(view)?.Advice ?? "");
        Assert.Contains(words, advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0123, 0.012)]
    [InlineData(3e-7, 3e-7)]
    [InlineData(31.6, 32)]
    public void Rounded_HasTwoDigits(double rate, double expected) => Assert.Equal(expected, LowerLearningRate.Rounded(rate));

    [Fact]
    public void Propose_OfCleanInputsWhereAllIsFinite_SpeaksOfNoNaN()
    {
        var plan = Plan(
            "clean-inputs",
            "run classes=10 class-counts=144,144,144,144,144,144,143,143,143,144 dataset-size=1437 planned-steps=500 optimizer=adamw batch-size=32 lr=0.003 set.dropout=0.2 set.weight-decay=0.01 profile.missing-share=0.5 profile.missing-sample-share=1",
            "every 1 step: train/loss = 0.7 + 1.6*exp(-t/70) noise 0.05, lr = 0.003, grad_norm = 1.4 noise 0.1 for 501",
            "every 25 steps: val/loss = 0.95 + 1.35*exp(-t/70), val/accuracy = 0.69 - 0.59*exp(-t/70)",
            "finish");
        Assert.DoesNotContain("NaN", plan.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("spoilt", plan.Advice, StringComparison.Ordinal);
    }

    private static RemedyPlan Plan(string remedy, params string[] lines) => Plans(lines).First(plan => plan.Remedy == remedy);

    private static IEnumerable<RemedyPlan> Plans(params string[] lines) =>
        TraceRunner.Run(TraceScript.Parse(string.Join('\n', lines))).Playback.Snapshot.Findings.Where(finding => finding.Likelihood > 0.3).SelectMany(finding => finding.Remedies);
}
