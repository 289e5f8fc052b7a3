using Tracker.Core.Diagnosis;
using Tracker.Core.Remediation;
using Tracker.Core.Remediation.Remedies;
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

    [Theory]
    [InlineData(0.0123, 0.012)]
    [InlineData(3e-7, 3e-7)]
    [InlineData(31.6, 32)]
    public void Rounded_HasTwoDigits(double rate, double expected) => Assert.Equal(expected, LowerLearningRate.Rounded(rate));

    private static RemedyPlan Plan(string remedy, params string[] lines) => Plans(lines).First(plan => plan.Remedy == remedy);

    private static IEnumerable<RemedyPlan> Plans(params string[] lines) =>
        TraceRunner.Run(TraceScript.Parse(string.Join('\n', lines))).Playback.Snapshot.Findings.Where(finding => finding.Likelihood > 0.3).SelectMany(finding => finding.Remedies);
}
