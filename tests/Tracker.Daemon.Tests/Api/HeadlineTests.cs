using Tracker.Core.Alerting;
using Tracker.Core.Diagnosis;
using Tracker.Core.Metrics;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Tests.Export;

namespace Tracker.Daemon.Tests.Api;

public sealed class HeadlineTests
{
    private static readonly RunMonitorSnapshot Supervised = RunSnapshots.Running(
        1,
        RunSnapshots.Metric("train/loss", 0.2, best: 0.1, MetricRole.Loss, Split.Train, primary: true),
        RunSnapshots.Metric("val/loss", 0.3, best: 0.12, MetricRole.Loss, Split.Validation)) with
    {
        Facts = new RunFacts { Kind = TrainingKind.Supervised },
    };

    [Fact]
    public void Of_QuietRun_SaysHowFarItLearned() => Assert.Equal(
        "learning: val/loss 0.12 at step 40",
        Headline.Of(Supervised with { Judgements = [new Judgement("stuck-loss", JudgementState.Quiet, 0, 0, "")] }));

    [Fact]
    public void Of_Finding_SaysCauseAndLikelihood() => Assert.Equal(
        "does not learn: learning-rate-too-low (likelihood 0.83)",
        Headline.Of(Supervised.With(RunSnapshots.Alert("stuck-loss", Severity.Warning, AlertState.Firing)) with
        {
            Findings = [new Finding("learning-rate-too-low", "The learning rate is too low.", 0.83, [], [], [], [])],
        }));

    [Fact]
    public void Of_CausesThatCannotBeToldApart_NamesThemAll() => Assert.Equal(
        "does not learn: a or b, which cannot be told apart yet (likelihood 0.40)",
        Headline.Of(Supervised.With(RunSnapshots.Alert("stuck-loss", Severity.Warning, AlertState.Firing)) with
        {
            Findings = [new Finding("a", "A.", 0.4, [], [], [], []) { Rivals = ["b"] }],
        }));

    [Fact]
    public void Of_SilentRunWithAFinding_SaysThatItIsSilent() => Assert.StartsWith(
        "silent: it reports",
        Headline.Of(Supervised.With(RunSnapshots.Alert("stalled-run", Severity.Critical, AlertState.Firing) with { Message = "it reports" }) with
        {
            Findings = [new Finding("a", "A.", 0.4, [], [], [], [])],
        }),
        StringComparison.Ordinal);

    [Fact]
    public void Of_WaitingDetectors_SaysHowManySamplesAreMissing() => Assert.Equal(
        "not judged yet: 20 of 60 samples",
        Headline.Of(Supervised with
        {
            Judgements =
            [
                new Judgement("slow-learning", JudgementState.NotJudged, 20, 200, "not judged yet: 20 of 200 samples"),
                new Judgement("stuck-loss", JudgementState.NotJudged, 20, 60, "not judged yet: 20 of 60 samples"),
                new Judgement("non-finite", JudgementState.Quiet, 0, 0, ""),
            ],
        }));

    [Fact]
    public void Of_UnknownKind_GivesNoVerdict() => Assert.StartsWith(
        "no verdict on learning: the kind of training is unknown", Headline.Of(Supervised with { Facts = RunFacts.None }), StringComparison.Ordinal);

    [Fact]
    public void Of_SilentRun_IsSilent() => Assert.StartsWith(
        "silent: ", Headline.Of(Supervised.With(RunSnapshots.Alert("stalled-run", Severity.Critical, AlertState.Firing))), StringComparison.Ordinal);

    [Fact]
    public void Of_InfoAlert_IsNoReasonToWorry() => Assert.StartsWith(
        "learning: ", Headline.Of(Supervised.With(RunSnapshots.Alert("converged", Severity.Info, AlertState.Firing))), StringComparison.Ordinal);

    [Fact]
    public void Of_InfoThatNothingIsGained_CallsTheRunNeitherLearningNorWell()
    {
        var run = Supervised.With(RunSnapshots.Alert("stuck-loss", Severity.Info, AlertState.Firing) with { Message = "val/accuracy has not moved" }) with
        {
            Judgements = [new Judgement("diverged", JudgementState.Quiet, 0, 0, "")],
        };
        Assert.Equal("no alarm, but val/accuracy has not moved", Headline.Of(run));
        Assert.False(Headline.IsWell(run));
        Assert.True(Headline.IsWell(run with { Alerts = [] }));
    }

    [Fact]
    public void Of_ARuleOfTheLabBesideAWarningOnLearning_TellsTheCauseOfTheWarning()
    {
        var run = Supervised.With(RunSnapshots.Alert("rule:low", Severity.Warning, AlertState.Firing)) with
        {
            Findings = [new Finding("a", "A.", 1, [], [], [], [])],
        };
        Assert.StartsWith("rule:low: ", Headline.Of(run), StringComparison.Ordinal);
        Assert.DoesNotContain("likelihood", Headline.Of(run), StringComparison.Ordinal);
        Assert.Equal(
            "learns badly: a (likelihood 0.99)",
            Headline.Of(run.With(RunSnapshots.Alert("rule:low", Severity.Warning, AlertState.Firing), RunSnapshots.Alert("dead-units", Severity.Warning, AlertState.Firing))));
    }

    [Fact]
    public void Of_APartOfALossThatIsJudged_TellsItsOwnValidation() => Assert.Equal(
        "learning: val/cls_loss 0.4 at step 40",
        Headline.Of(Supervised with
        {
            Metrics =
            [
                RunSnapshots.Metric("train/cls_loss", 0.5, best: 0.5, MetricRole.Loss, Split.Train, primary: true),
                RunSnapshots.Metric("val/box_loss", 0.2, best: 0.2, MetricRole.Loss, Split.Validation),
                RunSnapshots.Metric("val/cls_loss", 0.4, best: 0.4, MetricRole.Loss, Split.Validation),
            ],
            Judgements = [new Judgement("stuck-loss", JudgementState.Quiet, 0, 0, "")],
        }));

    [Fact]
    public void Of_NoSamples_IsNotJudgedYet() => Assert.Equal(
        "not judged yet: no samples have come", Headline.Of(Supervised with { Samples = 0, Metrics = [] }));

    [Theory]
    [InlineData(100, "did not learn: learning-rate-too-low (likelihood 0.83)")]
    [InlineData(60, "no alarm, but it might have learned better: learning-rate-too-low (likelihood 0.83)")]
    public void Of_RunThatIsOver_JudgesByWhatHeldToItsEnd(long resolvedAt, string headline) => Assert.Equal(
        headline,
        Headline.Of(Supervised.With(RunSnapshots.Alert("stuck-loss", Severity.Warning, AlertState.Resolved) with { ResolvedAt = new Timestamp(resolvedAt) }) with
        {
            Status = RunStatus.Finished,
            EndedAt = new Timestamp(100),
            Findings = [new Finding("learning-rate-too-low", "The learning rate is too low.", 0.83, [], [], [], [])],
        }));

    [Fact]
    public void Of_FailedRun_SaysWhyItFailed() => Assert.Equal(
        "failed: exit code 3: no such column",
        Headline.Of(Supervised with { Status = RunStatus.Failed, StatusReason = "exit code 3: no such column", Samples = 0, Metrics = [] }));
}
