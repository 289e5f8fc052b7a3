using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Tests.Recordings;

public sealed class RunRecorderTests
{
    private static readonly Timestamp Start = new(1_000_000);

    [Fact]
    public void Complete_OfRowsOfTwoSets_CutsFramesWhereTheSetChanges()
    {
        var run = new RunRecorder(Start, RunFacts.None, rowsPerInput: 3);
        var train = run.Set(Start, "train/loss", "lr");
        var validation = run.Set(Start, "val/loss");
        run.Row(Start, train, 0, 2.5, 0.1);
        run.Row(Start + TimeSpan.FromSeconds(1), train, 1, double.NaN, 0.1);
        run.Row(Start + TimeSpan.FromSeconds(1), validation, 1, 2.4);
        run.Row(Start + TimeSpan.FromSeconds(2), train, 2, -0.0, 0.1);
        var recording = run.Complete(new RunId(1), new MonitorOptions(), Start);

        var inputs = recording.Inputs.OfType<FramesInput>().ToList();
        Assert.Equal([2, 1], inputs.Select(input => input.Frames.Length));
        Assert.Equal([3UL, 4UL, 5UL], inputs.SelectMany(input => input.Frames).Select(frame => frame.Sequence));
        Assert.Equal(2, inputs[0].Frames[0].Rows);
        Assert.True(double.IsNaN(inputs[0].Frames[0].Value(0, 1)));
        Assert.Equal(0.1, inputs[0].Frames[0].Value(1, 1));
        Assert.True(double.IsNegative(inputs[1].Frames[0].Value(0, 0)));
        Assert.Equal(Start + TimeSpan.FromSeconds(2), recording.End);
    }

    [Fact]
    public void Apply_AfterADeadline_TicksFirst()
    {
        var feed = new MonitorFeed(new RunId(1), new MonitorOptions());
        var run = new RunRecorder(Start, RunFacts.None, rowsPerInput: 1);
        var set = run.Set(Start, "train/loss");
        for (var step = 0; step < 100; step++) run.Row(Start + TimeSpan.FromSeconds(step), set, step, 1);
        run.Row(Start + TimeSpan.FromHours(5), set, 100, 1);
        foreach (var input in run.Complete(new RunId(1), new MonitorOptions(), Start).Inputs) feed.Apply(input);

        var stalled = Assert.IsType<AlertChanged>(feed.Events.First(happened => happened is AlertChanged));
        Assert.Equal("stalled-run", stalled.Alert.Detector);
        Assert.True(stalled.At < Start + TimeSpan.FromHours(5), "the tick comes when it is due, not with the next row");
        Assert.Equal(feed.Events.Count, (int)feed.Events[^1].Number);
    }
}
