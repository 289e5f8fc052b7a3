using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Tests.Readers;

public sealed class ResumedLogTests : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(15, 1, 15)]
    [InlineData(16, 2, 0)]
    [InlineData(40, 2, 0)]
    public void Judge_OfStepsThatGoBack_MakesAnAttemptOfSixteen(int back, int attempts, long late)
    {
        var steps = Enumerable.Range(0, 200).Concat(Enumerable.Range(200 - back, back + 50));
        var snapshot = Judge(Csv(steps));
        Assert.Equal((attempts, late, 249L), (snapshot.Attempt, snapshot.Metrics[0].Late, snapshot.Step));
    }

    [Fact]
    public void Judge_OfDisorder_MakesNoAttempt()
    {
        // Blocks of four that were written the wrong way round.
        var steps = Enumerable.Range(0, 400).Select(step => step ^ 4);
        Assert.Equal(1, Judge(Csv(steps)).Attempt);
    }

    [Fact]
    public void Judge_OfEvaluationsThatComeLate_MakesNoAttempt()
    {
        var text = Csv(Enumerable.Range(0, 100)) + string.Concat(Enumerable.Range(0, 40).Select(step => $"{step},,1\n"));
        Assert.Equal(1, Judge(text).Attempt);
    }

    [Fact]
    public void Judge_OfAResumeThatIsStreamed_IsTheSame()
    {
        var text = Csv(Enumerable.Range(0, 200).Concat(Enumerable.Range(150, 200)));
        var recorder = new LogRecorder(RunFacts.None);
        var columns = new LogColumns(["loss"]);
        foreach (var step in Enumerable.Range(0, 200)) recorder.Take(new LogRow(columns, step, null, 0, [1.0 + step]));
        recorder.Take(new LogAttempt(2));
        foreach (var step in Enumerable.Range(150, 200)) recorder.Take(new LogRow(columns, step, null, 0, [1.0 + step]));
        var live = recorder.Complete(new MonitorOptions()).Play();
        var read = LogReplay.Judge([_folder.Write("a.csv", text)], new LogReplayOptions());
        Assert.Equal(LoggedRun.Said(live), LoggedRun.Said(read.Playback));
        Assert.Equal(live.Snapshot.Metrics[0], read.Playback.Snapshot.Metrics[0]);
        Assert.Contains("its steps go back: it was resumed, and has 2 attempts.", read.Notes);
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(95, 2)]
    public void Judge_OfSeveralLogs_GoesOnFromOneToTheNext(int from, int attempts)
    {
        var read = LogReplay.Judge(
            [_folder.Write("a.csv", Csv(Enumerable.Range(0, 100))), _folder.Write("b.csv", Csv(Enumerable.Range(from, 110 - from)))], new LogReplayOptions());
        Assert.Equal((attempts, 109L, 100L + 110 - from), (read.Playback.Snapshot.Attempt, read.Playback.Snapshot.Step, read.Rows));
    }

    [Fact]
    public void Judge_OfRowsThatComeMoreOften_IsNoSlowerRun()
    {
        // Every hundredth step is logged, then each: a log without times says nothing of how long a step takes.
        var steps = Enumerable.Range(0, 300).Select(row => row * 100).Concat(Enumerable.Range(30_000, 2000)).Concat(Enumerable.Range(0, 300).Select(row => 40_000 + (row * 5000)));
        var read = LogReplay.Judge([_folder.Write("a.csv", Csv(steps))], new LogReplayOptions());
        Assert.DoesNotContain(read.Playback.Events.OfType<AlertChanged>(), changed => changed.Alert.Detector is "throughput-drop" or "stalled-run");
    }

    [Fact]
    public void Record_OfRowsOfEveryMixture_AnnouncesSomeSetsOnly()
    {
        const int columns = 12;
        var text = "step,loss," + string.Join(',', Enumerable.Range(0, columns).Select(column => $"m{column}")) + "\n"
            + string.Concat(Enumerable.Range(0, 1 << columns).Select(row => $"{row},1,{string.Join(',', Enumerable.Range(0, columns).Select(column => ((row >> column) & 1) == 0 ? "" : "2"))}\n"));
        var recording = LogReplay.Record(_folder.Write("a.csv", text), new LogReplayOptions());
        Assert.InRange(recording.Inputs.OfType<SetInput>().Count(), 1000, 1050);
        Assert.Equal((1L << columns) + (columns * (1L << (columns - 1))), recording.Play().Snapshot.Samples);
    }

    [Fact]
    public void Judge_OfALongLog_TakesNoMoreMemory()
    {
        const int rows = 400_000;
        var file = Path.Combine(_folder.Path, "long.csv");
        using (var writer = new StreamWriter(file))
        {
            writer.WriteLine("step,train/loss,val/loss");
            for (var step = 0; step < rows; step++) writer.WriteLine(step % 1000 == 0 ? $"{step},,0.5" : $"{step},0.25,");
        }

        var parts = new List<double>();
        var highest = 0L;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var read = LogReplay.Judge([file], new LogReplayOptions
        {
            Progress = part =>
            {
                parts.Add(part);
                if (parts.Count % 6 == 0) highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true) - before);
            },
        });
        Assert.Equal((rows, rows - 1L), (read.Rows, read.Playback.Snapshot.Step));
        Assert.Equal(parts.Order(), parts);
        Assert.InRange(parts[^1], 0.9, 1);
        Assert.InRange(highest, long.MinValue, 4 << 20);
    }

    private static string Csv(IEnumerable<int> steps) => "step,loss,val/loss\n" + string.Concat(steps.Select(step => $"{step},{1 + step},\n"));

    private RunMonitorSnapshot Judge(string text) => LogReplay.Judge([_folder.Write("a.csv", text)], new LogReplayOptions()).Playback.Snapshot;
}
