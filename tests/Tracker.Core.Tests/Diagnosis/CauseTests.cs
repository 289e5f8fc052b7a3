using System.Collections.Immutable;
using Tracker.Core.Diagnosis;
using Tracker.Replay.Traces;

namespace Tracker.Core.Tests.Diagnosis;

/// <summary>The sentences that people read: each names what was seen, with its numbers.</summary>
public sealed class CauseTests
{
    private const string Exploding = "every 1 step: train/loss = 2.31*exp(t/4) for 41\nevery 1 step: train/loss = 50000 for 200";
    private const string Flat = "every 1 step: train/loss = 2.3026 noise 0.002, grad_norm = 0.8 for 600";
    private const string NanAt12 = "every 1 step: train/loss = 2, grad_norm = 1.4 for 12\nevery 1 step: train/loss = nan, grad_norm = nan for 5";
    private const string Overfit =
        "every 1 step: train/loss = 2.3*exp(-t/100) for 1500\nevery 20 steps: val/loss = 1.05 + 1.25*exp(-t/50) + 0.002*max(0, t - 150), val/accuracy = 0.7";

    [Fact]
    public void Diagnose_OfADivergedRunAtAHighRate_SaysHowFarItWentAndWhatIsUsual()
    {
        var finding = Find("learning-rate-too-high", "run optimizer=adam lr=10 classes=10 planned-steps=1000", Exploding);
        Assert.Contains("the learning rate is 10 with adam, where 1e-4 to 0.01 is usual", finding.Evidence);
        Assert.Contains(finding.Evidence, sentence => sentence.StartsWith("train/loss went from 2.31 to ", StringComparison.Ordinal) && sentence.EndsWith(" steps", StringComparison.Ordinal));
        Assert.Contains(finding.Settles, sentence => sentence.StartsWith("Send grad_norm", StringComparison.Ordinal));
        Assert.InRange(finding.Likelihood, 0.9, 1);
    }

    [Fact]
    public void Diagnose_OfADivergedRunAtAUsualRate_CountsItAgainst()
    {
        var usual = Find("learning-rate-too-high", "run optimizer=adam lr=0.001 classes=10 planned-steps=1000", Exploding);
        var unknown = Find("learning-rate-too-high", "run classes=10 planned-steps=1000", Exploding);
        Assert.Contains("the learning rate is 0.001 with adam, where 1e-4 to 0.01 is usual", usual.CounterEvidence);
        Assert.True(usual.Likelihood < unknown.Likelihood);
        Assert.Contains(unknown.Settles, sentence => sentence.StartsWith("Send the learning rate", StringComparison.Ordinal));
    }

    [Fact]
    public void Diagnose_WithALearningRateSeries_TakesItBeforeTheHyperparameter()
    {
        var finding = Find("learning-rate-too-low", "run optimizer=adam lr=0.001 classes=10 planned-steps=2000", "every 1 step: train/loss = 2.3026 noise 0.002, lr = 1e-8 for 600");
        Assert.Contains("the learning rate is 1e-8 with adam, where 1e-4 to 0.01 is usual", finding.Evidence);
    }

    [Fact]
    public void Diagnose_OfAStuckRunAtALowRate_NamesTheRateFirst()
    {
        var findings = Findings("run optimizer=sgd lr=1e-6 classes=10 planned-steps=2000", Flat);
        Assert.Equal("learning-rate-too-low", findings[0].Cause);
        Assert.DoesNotContain(findings, finding => finding.Cause == "learning-rate-too-high");
        Assert.StartsWith("the learning rate is 1e-6 with sgd", findings[0].Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Diagnose_OfAStuckRunWithoutARate_DoesNotGuess() =>
        Assert.DoesNotContain(Findings("run classes=10 planned-steps=2000", Flat), finding => finding.Likelihood > 0.5);

    [Fact]
    public void Diagnose_OfNanAfterCalm_SaysThatNoExplosionPrecedesIt()
    {
        var finding = Find("non-finite-input", "run optimizer=adam lr=0.001 classes=10 planned-steps=1000", NanAt12);
        Assert.Contains(
            "the first non-finite value is train/loss at step 12 while the gradient norm was 1.4 just before (at most 1.4): no explosion precedes it", finding.Evidence);
        Assert.Equal("clean-inputs", finding.Remedies[0].Remedy);
        Assert.Null(finding.Remedies[0].Command);
    }

    [Fact]
    public void Diagnose_OfNanWithoutGradientNorms_IsLessSureAndSaysWhatWouldSettleIt()
    {
        const string facts = "run optimizer=adam lr=0.001 classes=10 planned-steps=1000";
        var blind = Find("non-finite-input", facts, NanAt12.Replace(", grad_norm = 1.4", "", StringComparison.Ordinal).Replace(", grad_norm = nan", "", StringComparison.Ordinal));
        Assert.True(blind.Likelihood < Find("non-finite-input", facts, NanAt12).Likelihood);
        Assert.Contains(blind.Settles, sentence => sentence.StartsWith("Send grad_norm", StringComparison.Ordinal));
    }

    [Fact]
    public void Diagnose_OfNanAfterAnExplosion_IsNotTheInput()
    {
        var findings = Findings(
            "run optimizer=sgd lr=10 classes=10 planned-steps=1000",
            "every 1 step: train/loss = 2.31*exp(t), grad_norm = exp(t) for 30\nevery 1 step: train/loss = nan, grad_norm = nan for 5");
        Assert.Equal("learning-rate-too-high", findings[0].Cause);
        Assert.DoesNotContain(findings, finding => finding.Cause == "non-finite-input" && finding.Likelihood > 0.2);
    }

    [Fact]
    public void Diagnose_OfAnInfiniteGradientInHalfPrecision_IsOverflow()
    {
        const string run = "every 1 step: train/loss = 2, grad_norm = 3 for 50\nevery 1 step: train/loss = inf, grad_norm = inf for 5";
        var half = Findings("run optimizer=adam lr=0.001 set.precision=fp16 classes=10 planned-steps=1000", run);
        Assert.Equal("overflow", half[0].Cause);
        Assert.Contains("it trains in half precision (fp16), which ends at 65,504", half[0].Evidence);
        Assert.True(half[0].Likelihood > Likelihood("overflow", "run optimizer=adam lr=0.001 set.precision=fp32 classes=10 planned-steps=1000", run));
    }

    [Fact]
    public void Diagnose_OfAnOverfitRunOnFortySamples_CountsTheSamples()
    {
        var findings = Findings("run classes=10 dataset-size=40 parameters=52650 planned-steps=1500 optimizer=adam lr=0.001", Overfit);
        Assert.Equal("too-little-data", findings[0].Cause);
        Assert.Contains("40 training samples for 10 classes and 52,650 parameters", findings[0].Evidence);
        Assert.Contains("Collect about 100 samples of each of the 10 classes (now 4), or augment the 40 there are.", findings[0].Remedies.Select(plan => plan.Advice));
        Assert.Contains(findings[0].Remedies, plan => plan.Remedy == "early-stop-restore-best");
    }

    [Fact]
    public void Diagnose_OfAnOverfitRunOnPlentyOfData_IsUnderRegularised()
    {
        var findings = Findings("run classes=10 dataset-size=60000 parameters=52650 planned-steps=1500 optimizer=adam lr=0.001", Overfit);
        Assert.Equal("under-regularised", findings[0].Cause);
        Assert.DoesNotContain(findings, finding => finding.Cause == "too-little-data" && finding.Likelihood > 0.1);
        Assert.StartsWith("Stop and go back to the weights of step ", findings[0].Remedies[1].Advice, StringComparison.Ordinal);
        Assert.Null(findings[0].Remedies[1].Command);
    }

    [Fact]
    public void Diagnose_OfAFinding_IsOrderedAndBetweenTheLeastAndOne()
    {
        var findings = Findings("run classes=10 dataset-size=40 planned-steps=1500", Overfit);
        Assert.Equal(findings.OrderByDescending(finding => finding.Likelihood), findings);
        Assert.All(findings, finding => Assert.InRange(finding.Likelihood, 0.02, 1));
    }

    [Fact]
    public void Diagnose_OfAlertsThatAreInfoOnly_NamesOnlyWhatIsPlain()
    {
        // The start is unknown, so that it is no warning; the rate is a hundred times lower than usual.
        var result = TraceRunner.Run(TraceScript.Parse("""
            run planned-steps=4000 lr=0.00001 optimizer=sgd
            every 10 steps from 100: train/loss = 5 - 0.5*t/4000 noise 0.01 for 3000
            never: any warning
            at end: alert slow-learning firing as info; finding learning-rate-too-low first
            """));
        Assert.Empty(result.Failures);
        Assert.Empty(Findings("run planned-steps=4000 lr=0.01 optimizer=sgd", "every 10 steps from 100: train/loss = 5 - 0.5*t/4000 noise 0.01 for 3000"));
    }

    [Fact]
    public void Diagnose_OfAnOverfitRunOfUnknownSize_SaysWhatWouldTellTheCausesApart()
    {
        var first = Findings("run classes=10 planned-steps=1500 optimizer=adam lr=0.001", Overfit)[0];
        Assert.Contains("too-little-data", first.Rivals);
        Assert.Contains(first.Settles, sentence => sentence.StartsWith($"Cannot tell {first.Cause} from too-little-data without ", StringComparison.Ordinal) && sentence.Contains("the size of the data", StringComparison.Ordinal));
    }

    [Fact]
    public void Describe_OfAHealthyRun_SaysOnWhatThatRests()
    {
        var run = TraceRunner.Run(TraceScript.Parse(
            "run classes=10 planned-steps=1000 lr=0.001 optimizer=adam\nevery 1 step: train/loss = 0.2 + 2*exp(-t/100) noise 0.05 for 1000\nevery 50 steps: val/loss = 0.3 + 2*exp(-t/100), val/accuracy = 0.9 - 0.8*exp(-t/100)")).Playback.Snapshot;
        Assert.Empty(run.Findings);
        Assert.Contains("val/loss is at its best, 0.3", run.Health);
        Assert.Contains(run.Health, sentence => sentence.StartsWith("train/loss fell from 2.", StringComparison.Ordinal));
        Assert.Contains("val/accuracy is 90 %, where 10 % needs no learning", run.Health);
        Assert.Contains("gradient norms", run.Unsent);
    }

    [Fact]
    public void Diagnose_WithoutAnAlarm_NamesWhatIsPlain()
    {
        var result = TraceRunner.Run(TraceScript.Parse("""
            run classes=10 planned-steps=600 lr=0.003 optimizer=adamw batch-size=32 dataset-size=2000 parameters=5000 profile.missing-share=0.5
            every 1 step: train/loss = 0.9 + 1.4*exp(-t/60) noise 0.05 for 600
            every 25 steps: val/loss = 1 + 1.3*exp(-t/60), val/accuracy = 0.65 - 0.55*exp(-t/60)
            never: any warning
            at end: finding missing-values first; remedy impute-missing proposed
            """));
        Assert.Empty(result.Failures);
    }

    [Fact]
    public void Diagnose_OfARunWithoutAlerts_FindsNothing() =>
        Assert.Empty(Findings("run classes=10 planned-steps=1000 lr=1000 optimizer=adam", "every 1 step: train/loss = 0.2 + 2*exp(-t/100) noise 0.05 for 1000"));

    private static Finding Find(string cause, params string[] lines) => Assert.Single(Findings(lines), finding => finding.Cause == cause);

    private static double Likelihood(string cause, params string[] lines) => Findings(lines).FirstOrDefault(finding => finding.Cause == cause)?.Likelihood ?? 0;

    private static ImmutableArray<Finding> Findings(params string[] lines) =>
        TraceRunner.Run(TraceScript.Parse(string.Join('\n', lines))).Playback.Snapshot.Findings;
}
