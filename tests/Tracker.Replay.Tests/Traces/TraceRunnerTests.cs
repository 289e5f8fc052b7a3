using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Traces;

namespace Tracker.Replay.Tests.Traces;

public sealed class TraceRunnerTests
{
    private const string NanAt30 = """
        run classes=10 planned-steps=200
        every 1 step: train/loss = 2.3 for 30
        every 1 step: train/loss = nan for 20
        """;

    [Theory]
    [InlineData("at step 100..300: alert non-finite fires", "line 4: alert non-finite should fire between steps 100 and 300; it fired at 30, 31")]
    [InlineData("at step 31: alert non-finite fires as warning", "line 4: alert non-finite should fire as warning at step 31; it fired at 30 (it fired as critical)")]
    [InlineData("at 1m..2m: alert non-finite fires", "line 4: alert non-finite should fire between 60s and 120s; it fired at 30s, 31s")]
    [InlineData("at step 0..99: alert stalled-run fires", "line 4: alert stalled-run should fire between steps 0 and 99; it never fired")]
    [InlineData("at step 0..99: alert non-finite resolves", "line 4: alert non-finite should resolve between steps 0 and 99; it never resolved")]
    [InlineData("never: alert non-finite", "line 4: alert non-finite should never fire; it fired as warning at step 30: ")]
    [InlineData("never: any critical", "line 4: alert non-finite should never fire; it fired as critical at step 31: ")]
    [InlineData("never: any finding", "line 4: there should never be a finding non-finite-input; there was one of 0.")]
    [InlineData("at end: status finished", "line 4: the status should be finished at the end; it is running")]
    [InlineData("at end: no alert", "line 4: no alert should be firing at the end; firing are non-finite (critical)")]
    [InlineData("at end: alert stalled-run firing", "line 4: alert stalled-run should be firing at the end; firing are non-finite (critical)")]
    [InlineData("at end: finding under-regularised above 0.5", "line 4: finding under-regularised should be there above 0.5 at the end; there are non-finite-input 0.")]
    [InlineData("at end: no finding", "line 4: there should be no finding at the end; there are non-finite-input 0.")]
    [InlineData("at end: remedy add-data proposed", "line 4: remedy add-data should be proposed; proposed are clean-inputs")]
    [InlineData("at end: no remedy clean-inputs", "line 4: remedy clean-inputs should not be proposed; proposed are clean-inputs")]
    [InlineData("at end: not judged non-finite", "line 4: non-finite should not be judged yet at the end; it is Firing")]
    public void Run_OfAnExpectationThatDoesNotHold_SaysWhatHappenedInstead(string expectation, string failure)
    {
        var result = TraceRunner.Run(TraceScript.Parse($"{NanAt30}\n{expectation}"));
        Assert.StartsWith(failure, Assert.Single(result.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OfExpectationsThatHold_FailsNone()
    {
        var result = TraceRunner.Run(TraceScript.Parse($"{NanAt30}\nat step 30: alert non-finite fires as warning\nat end: alert non-finite firing as critical; not judged slow-learning"));
        Assert.Empty(result.Failures);
    }

    [Fact]
    public void Record_OfParallelStreams_InterleavesThemByStep()
    {
        var script = TraceScript.Parse("""
            run
            every 1 step: train/loss = step for 5
            every 2 steps from 1: val/loss = 10*step
            """);
        var frames = TraceRecorder.Record(script).Inputs.OfType<FramesInput>().SelectMany(input => input.Frames).ToList();

        Assert.Equal([(0L, 0.0), (1, 1), (1, 10), (2, 2), (3, 3), (3, 30), (4, 4)], frames.Select(frame => (frame.Steps.Span[0], frame.Value(0, 0))));
        Assert.Equal(Enumerable.Range(2, 1).Concat(Enumerable.Range(3, 1)).Select(n => (ulong)n), frames.Take(2).Select(frame => frame.Sequence));
    }

    [Fact]
    public void Record_OfNoise_IsTheSameEachTimeAndOfItsOwnForEachMetric()
    {
        const string text = "run\nseed 7\nevery 1 step: a/loss = 0 noise 1, b/loss = 0 noise 1 for 2000";
        var first = Values(text, 0);
        Assert.Equal(first, Values(text, 0));
        Assert.NotEqual(first, Values(text, 1));
        Assert.NotEqual(first, Values(text.Replace('7', '8'), 0));
        Assert.Equal(first, Values(text.Replace(", b/loss = 0 noise 1", "", StringComparison.Ordinal), 0));
        Assert.InRange(first.Average(), -0.08, 0.08);
        Assert.InRange(Math.Sqrt(first.Select(x => x * x).Average()), 0.95, 1.05);
    }

    [Fact]
    public void Record_OfAnAttempt_NumbersItsFramesAndStepsFromThere()
    {
        var recording = TraceRecorder.Record(TraceScript.Parse("run\nevery 1 step: a = 1 for 3\nattempt 2 from step 1\nevery 1 step: a = 2 for 2"));
        var frames = recording.Inputs.OfType<FramesInput>().SelectMany(input => input.Frames).ToList();
        Assert.Equal([(1, 0L), (1, 1), (1, 2), (2, 1), (2, 2)], frames.Select(frame => (frame.Attempt, frame.Steps.Span[0])));
        Assert.Equal([1L, 2L], recording.Inputs.OfType<MarkInput>().Where(mark => mark.Kind == MarkKind.Attempt).Select(mark => mark.Value));
    }

    [Fact]
    public void Run_OfHold_ReportsWithoutAdvancing()
    {
        var played = TraceRunner.Run(TraceScript.Parse("run\ninterval 1s\nevery 1 step: a/loss = 1 for 10\nhold 30s: load = 0.5")).Playback;
        Assert.Equal(9, played.Snapshot.Step);
        Assert.Equal(30, Assert.Single(played.Snapshot.Metrics, metric => metric.Name == "load").Count);
        Assert.Equal(RunStatus.Running, played.Snapshot.Status);
    }

    private static List<double> Values(string text, int metric) =>
        [.. TraceRecorder.Record(TraceScript.Parse(text)).Inputs.OfType<FramesInput>().SelectMany(input => input.Frames).Select(frame => frame.Value(metric, 0))];
}
