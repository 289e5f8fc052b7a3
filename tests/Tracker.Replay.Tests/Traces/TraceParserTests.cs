using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Traces;

namespace Tracker.Replay.Tests.Traces;

public sealed class TraceParserTests
{
    [Fact]
    public void Parse_OfFacts_ReadsThem()
    {
        var facts = TraceScript.Parse("run kind=fine-tune unit=epoch classes=3 class-counts=5,6,7 planned-steps=20 optimizer=adam lr=0.001 set.dropout=0.1 profile.imbalance-ratio=12.5 tag.team=vision experiment=mnist lower-is-better=val/quality").Facts;

        Assert.Equal(TrainingKind.FineTune, facts.Kind);
        Assert.Equal(StepUnit.Epoch, facts.StepUnit);
        Assert.Equal([5L, 6L, 7L], facts.SamplesPerClass);
        Assert.Equal((3, 20L, "adam"), (facts.ClassCount, facts.PlannedSteps, facts.Optimizer));
        Assert.Equal(("0.001", "0.1"), (facts.Hyperparameters["lr"], facts.Hyperparameters["dropout"]));
        Assert.Equal(("vision", "mnist", MetricDirection.LowerIsBetter), (facts.Tags["team"], facts.Experiment, facts.Directions["val/quality"]));
        Assert.Equal(12.5, facts.Profile[ProfileNames.ImbalanceRatio]);
    }

    [Fact]
    public void Record_OfAPhase_MarksItAtItsStep()
    {
        var recording = TraceRecorder.Record(TraceScript.Parse("run\nevery step: train/loss = 1 for 5 steps\nphase unfreeze\nevery step: train/loss = 1 for 5 steps"));
        var mark = Assert.Single(recording.Inputs.OfType<MarkInput>(), static mark => mark.Kind == MarkKind.Phase);
        Assert.Equal(("unfreeze", 5L), (mark.Text, mark.Value));
    }

    [Fact]
    public void Parse_OfOptions_ReadsThoseOfDetectorsToo()
    {
        var options = TraceScript.Parse("run\noptions stall-floor=5s stuck-loss.ChanceShare=0.9 stuck-loss.ScoreRise=0.05 converged.Enabled=false").Options;

        Assert.Equal(TimeSpan.FromSeconds(5), options.StallFloor);
        Assert.Equal(("0.9", "0.05"), (options.Detectors["stuck-loss"]["ChanceShare"], options.Detectors["stuck-loss"]["ScoreRise"]));
        Assert.Equal("false", options.Detectors["converged"]["Enabled"]);
    }

    [Theory]
    [InlineData("stuck-loss.ChanceShare=2", "Detectors:stuck-loss:ChanceShare is 2: give 0.8 to 0.99.")]
    [InlineData("stuck.Enabled=false", "Detectors:stuck names no detector: there are ")]
    [InlineData("patience=3", "an option (stall-floor, lost-after, or DETECTOR.OPTION) expected, 'patience=3' found")]
    public void Parse_OfAnOptionThatIsNone_SaysWhatThereIs(string option, string problem)
    {
        var fault = Assert.Throws<TraceSyntaxException>(() => TraceScript.Parse($"run\noptions {option}"));

        Assert.Equal(2, fault.Line);
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfARunWithoutKind_IsSupervised() => Assert.Equal(TrainingKind.Supervised, TraceScript.Parse("run").Facts.Kind);

    [Fact]
    public void Parse_OfStreams_JoinsThoseWithoutForToTheSegmentAbove()
    {
        var script = TraceScript.Parse("""
            run
            every step: train/loss = 2 - t/10 noise 0.1, train/accuracy = 0.1 for 60 steps
            every 20 steps from 10: val/loss = 2
            silence 90s  # a comment
            """);

        Assert.Equal(2, script.Actions.Length);
        var segment = Assert.IsType<SegmentAction>(script.Actions[0]);
        Assert.Equal(60, segment.Steps);
        Assert.Equal([(1L, 0L), (20L, 10L)], segment.Streams.Select(stream => (stream.Every, stream.From)));
        Assert.Equal(["train/loss", "train/accuracy"], segment.Streams[0].Columns.Select(column => column.Metric));
        Assert.Equal(TimeSpan.FromSeconds(90), Assert.IsType<SilenceAction>(script.Actions[1]).Span);
    }

    [Fact]
    public void Parse_OfExpectations_ReadsEveryKind()
    {
        var script = TraceScript.Parse("""
            run
            at step 10..20: alert diverged fires as critical; alert diverged resolves
            at 5m..1.5h: finding overflow above 0.4
            never: any warning; alert oscillation as critical; finding under-regularised
            at end: status running; no alert; no finding overflow; finding under-regularised first; not judged diverged; no remedy add-data; remedy clean-inputs proposed
            """);

        Assert.Equal(
            [
                new AlertFires(2, new Window(false, 10, 20), "diverged", Severity.Critical),
                new AlertResolves(2, new Window(false, 10, 20), "diverged"),
                new FindingAppears(3, new Window(true, 300_000_000, 5_400_000_000), "overflow", 0.4),
                new NeverAlert(4, null, Severity.Warning),
                new NeverAlert(4, "oscillation", Severity.Critical),
                new NeverFinding(4, "under-regularised"),
                new EndStatus(5, RunStatus.Running),
                new EndAlert(5, null, false, null),
                new EndNoFinding(5, "overflow"),
                new EndFinding(5, "under-regularised", 0, true),
                new NotJudged(5, "diverged"),
                new RemedyIsProposed(5, "add-data", false),
                new RemedyIsProposed(5, "clean-inputs", true),
            ],
            script.Expectations);
    }

    [Theory]
    [InlineData("2 + 3 * 4", 14)]
    [InlineData("(2 + 3) * 4", 20)]
    [InlineData("-2^2", -4)]
    [InlineData("2^-1", 0.5)]
    [InlineData("8 - 2 - 1", 5)]
    [InlineData("1e-3 * 1E3", 1)]
    [InlineData("t + step", 107)]
    [InlineData("exp(ln(5)) + sqrt(4)", 7)]
    [InlineData("max(2, min(7, 3)) + abs(-1) + mod(7, 4)", 7)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("nan", double.NaN)]
    public void Expression_At_GivesItsValue(string text, double expected)
    {
        var scanner = new LineScanner(text, 1);
        var value = ExpressionParser.Read(scanner).At(step: 104, t: 3);
        scanner.End();
        Assert.Equal(expected, value, 1e-9);
    }

    [Theory]
    [InlineData("every 1 step: a = 1 for 3", "line 1, column 1: a line 'run key=value ...' before all others expected, 'every' found")]
    [InlineData("", "line 1, column 1: a line 'run key=value ...' expected, the script has none")]
    [InlineData("run\nrun", "line 2, column 4: a script has one line 'run'; 'facts' tells later ones")]
    [InlineData("run\nwhenever", "line 2, column 1: a statement (")]
    [InlineData("run\nevery 0 steps: a = 1 for 3", "line 2, column 7: a number of steps is at least 1")]
    [InlineData("run\nevery 1 step: a = 2 + for 3", "line 2, column 23: a number, t, step, a function or '(' expected, 'for' found")]
    [InlineData("run\nevery 1 step: a = tan(2) for 3", "line 2, column 19: a number, t, step, a function or '(' expected, 'tan(2)' found")]
    [InlineData("run\nevery 1 step: a = (2 for 3", "line 2, column 22: ')' expected, 'for' found")]
    [InlineData("run\nevery 1 step: a = 2", "line 2, column 20: 'for N steps'")]
    [InlineData("run\nevery 1 step: = 2 for 3", "line 2, column 15: the name of a metric expected, '=' found")]
    [InlineData("run\nsilence 10", "line 2, column 11: a unit of time (us, ms, s, m, h or d) expected, the line ends")]
    [InlineData("run colour=red", "line 1, column 5: a fact (")]
    [InlineData("run classes=ten", "line 1, column 13: a value of classes expected, 'ten' found")]
    [InlineData("run kind=magic", "line 1, column 10: a value of kind (unknown, supervised, fine-tune, regression, self-supervised, diffusion, adversarial, policy-gradient, preference) expected, 'magic' found")]
    [InlineData("run\nat step 9..3: alert diverged fires", "line 2, column 12: a step is at least 9")]
    [InlineData("run\nat step 3..9: alert diverged burns", "line 2, column 30: 'fires' or 'resolves' expected, 'burns' found")]
    [InlineData("run\nat step 3..9: alert diverged fires as alarming", "line 2, column 39: 'info', 'warning' or 'critical' expected, 'alarming' found")]
    [InlineData("run\nat end: status happy", "line 2, column 16: created, running, finished, failed, cancelled or lost expected, 'happy' found")]
    [InlineData("run\nat end: status running, no alert", "line 2, column 23: the end of the line expected, ',' found")]
    [InlineData("run\nfinish soon", "line 2, column 8: finished, failed or cancelled expected, 'soon' found")]
    public void Parse_OfAWrongScript_NamesThePlaceAndWhatWasExpected(string script, string expected)
    {
        var error = Assert.Throws<TraceSyntaxException>(() => TraceScript.Parse(script));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }
}
