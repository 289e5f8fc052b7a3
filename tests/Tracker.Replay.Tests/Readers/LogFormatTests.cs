using System.Globalization;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Tests.Readers;

/// <summary>Each format is told apart by its content, and its run is judged as the same run that is streamed.</summary>
public sealed class LogFormatTests : IDisposable
{
    private static readonly RunFacts Told = RunFacts.None with { Kind = TrainingKind.Supervised, ClassCount = 10 };

    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("trainer_state.json")]
    [InlineData("anything")]
    public void TrainerState_LeavesTheSummaryOutAndKnowsThePlan(string name)
    {
        var run = new LoggedRun(["loss", "grad_norm", "learning_rate"], ["eval_loss", "eval_accuracy"], 400, 50, 10, together: false);
        var rows = run.Rows().Select(row => $"    {{{LoggedRun.Fields(row.Names, row.Values)}, \"step\": {row.Step}}}");
        var text = $$"""
            {
              "best_metric": null,
              "global_step": 409,
              "log_history": [
            {{string.Join(",\n", rows)}},
                {"epoch": 1.0, "step": 409, "total_flos": 1e15, "train_loss": 99.0, "train_runtime": 12.5}
              ],
              "max_steps": 410,
              "stateful_callbacks": {"a": [1, {"b": "\u0041\\"}]},
              "train_batch_size": 8
            }
            """;
        Same(LogFormat.TrainerState, run, name, text, Told with { PlannedSteps = 410, BatchSize = 8, StepUnit = StepUnit.Step });
    }

    [Fact]
    public void Lightning_ReadsSparseColumns()
    {
        var run = new LoggedRun(["train_loss_step", "epoch"], ["val_loss", "val_acc", "epoch"], 300, 30, 0, together: false);
        var lines = run.Rows().Select(row =>
        {
            var cells = row.Names.Zip(row.Values).ToDictionary(cell => cell.First, cell => LoggedRun.Number(cell.Second));
            return $"{cells["epoch"]},{row.Step},{cells.GetValueOrDefault("train_loss_step")},{cells.GetValueOrDefault("val_acc")},{cells.GetValueOrDefault("val_loss")}";
        });
        Same(LogFormat.Lightning, run, "metrics.csv", "epoch,step,train_loss_step,val_acc,val_loss\n" + string.Join('\n', lines) + "\n", Told);
    }

    [Theory]
    [InlineData(',', "\n")]
    [InlineData(';', "\r\n")]
    [InlineData('\t', "\n")]
    public void Keras_CountsItsEpochsFrom1(char delimiter, string end)
    {
        var run = new LoggedRun(["loss"], ["val_loss"], 60, 1, 1, together: true);
        var lines = run.Rows().Select(row => $"{row.Step - 1}{delimiter}{LoggedRun.Number(row.Values[0])}{delimiter}{LoggedRun.Number(row.Values[1])}");
        var text = $"epoch{delimiter}loss{delimiter}val_loss{end}{string.Join(end, lines)}{end}";
        Same(LogFormat.Keras, run, "training.log", text, Told with { StepUnit = StepUnit.Epoch });
    }

    [Fact]
    public void Ultralytics_HasNamesPaddedWithBlanks()
    {
        var run = new LoggedRun(["train/cls_loss", "metrics/mAP50(B)"], ["val/cls_loss"], 80, 1, 1, together: true);
        var lines = run.Rows().Select(row => $"{row.Step,23},{string.Join(',', row.Values.Select(value => LoggedRun.Number(value).PadLeft(23)))}");
        var text = $"{"epoch",23},{"train/cls_loss",23},{"metrics/mAP50(B)",23},{"val/cls_loss",23}\n{string.Join('\n', lines)}\n";
        Same(LogFormat.Ultralytics, run, "results.csv", text, Told with { StepUnit = StepUnit.Epoch, PrimaryMetric = "train/cls_loss" });
    }

    [Fact]
    public void Csv_NeedsAColumnOfStepsOfSomeName()
    {
        var run = new LoggedRun(["train/loss", "lr"], ["val/loss"], 300, 30, 5, together: false);
        var lines = run.Rows().Select(row => row.Names.Length == 2
            ? $"\"{row.Step}\",{LoggedRun.Number(row.Values[0])},\"{LoggedRun.Number(row.Values[1])}\",,first"
            : $"{row.Step}.0,,,{LoggedRun.Number(row.Values[0])},\"sec\"\"ond,\"");
        Same(LogFormat.Csv, run, "log", "global_step,train/loss,\"lr\",val/loss,remark\n" + string.Join('\n', lines), Told);
    }

    [Theory]
    [InlineData("{0}\n", "\n", "")]
    [InlineData("[{0}]", ",\n ", "")]
    [InlineData("{0}", " ", ".gz")]
    public void JsonLines_AddsNamesOfObjectsWithin(string whole, string between, string ending)
    {
        var run = new LoggedRun(["train/loss", "lr"], ["val/loss"], 300, 30, 0, together: false);
        var rows = run.Rows().Select(row => row.Names.Length == 2
            ? $$"""{"_step":{{row.Step}},"train":{"loss":{{LoggedRun.Bare(row.Values[0])}}},"lr":{{LoggedRun.Bare(row.Values[1])}},"tags":["a",[1]],"mode":"train","done":false}"""
            : $$"""{"_step":{{row.Step}},"val":{"loss":"{{LoggedRun.Number(row.Values[0])}}"},"lr":null}""");
        Same(LogFormat.JsonLines, run, "log" + ending, whole.Replace("{0}", string.Join(between, rows), StringComparison.Ordinal), Told);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Export_IsWhatWasStreamed(bool json)
    {
        var run = new LoggedRun(["train/loss", "lr"], ["val/loss", "val/accuracy"], 300, 30, 0, together: false);
        var time = 1_767_225_600_000_000L;
        var lines = run.Rows().SelectMany((row, i) => row.Names.Zip(row.Values, (name, value) => json
            ? $"{{\"metric\":\"{name}\",\"rank\":0,\"attempt\":1,\"step\":{row.Step},\"time\":{time + (row.Step * 1000) + 1000},\"value\":{(double.IsNaN(value) ? "\"NaN\"" : LoggedRun.Bare(value))},\"producer\":\"0a\",\"sequence\":{i + 2}}}"
            : $"{name},0,1,{row.Step},{time + (row.Step * 1000) + 1000},{LoggedRun.Bare(value)},0a,{i + 2}"));
        var header = json ? "" : "metric,rank,attempt,step,time,value,producer,sequence\n";
        Same(LogFormat.Export, run, "run.txt", header + string.Join('\n', lines) + "\n", Told);
    }

    [Fact]
    public void RunFile_TellsItsOwnFacts()
    {
        var run = new LoggedRun(["train/loss"], ["val/loss"], 300, 30, 0, together: false);
        var rows = run.Rows().Select(row => string.Create(
            CultureInfo.InvariantCulture, $"{{\"step\":{row.Step},\"time\":{(row.Step + 1) * 1000},\"values\":{{\"{row.Names[0]}\":{(double.IsNaN(row.Values[0]) ? "\"NaN\"" : LoggedRun.Bare(row.Values[0]))}}}}}"));
        var text = "{\"type\":\"run\",\"facts\":{\"kind\":\"supervised\",\"numClasses\":10}}\n" + string.Join('\n', rows) + "\n";
        Same(LogFormat.RunFile, run, "run.jsonl.gz", text, Told, told: RunFacts.None);
    }

    [Fact]
    public void DeepObs_IsLoggedAtEveryStep()
    {
        var run = new LoggedRun(["train/loss"], ["val/loss", "val/accuracy"], 200, 20, 0, together: false);
        var rows = run.Rows().ToList();
        var losses = rows.Where(row => row.Names.Length == 1).Select(row => LoggedRun.Bare(row.Values[0]).Replace("NaN", "\"NaN\"", StringComparison.Ordinal));
        var text = $$"""
            {"problem":"toy","optimizer":"Adam","learning_rate":0.01,"seed":1,"batch_size":8,"num_classes":10,"tuned":false,"label":"x","verdict":"non-finite",
             "minibatch_train_loss":[{{string.Join(',', losses)}}],"train_loss":[4,3],"test_loss":[4,3],"train_accuracy":[],"test_accuracy":[0.1,0.2]}
            """;
        var read = LogReplay.Judge([_folder.Pack("a.json.gz", text)], new LogReplayOptions());
        Assert.Equal((LogFormat.DeepObs, 202L), (read.Format, read.Rows));
        Assert.Equal((10, "Adam", TrainingKind.Supervised, null), (read.Playback.Snapshot.Facts.ClassCount, read.Playback.Snapshot.Facts.Optimizer, read.Playback.Snapshot.Facts.Kind, read.Playback.Snapshot.Facts.PlannedSteps));
        var fired = Assert.IsType<AlertChanged>(read.Playback.Events.First(happened => happened is AlertChanged { Alert.Detector: "non-finite" }));
        Assert.Equal((run.BreaksAt, 0.75), (fired.Step, read.Fraction(fired.Step)));
    }

    [Theory]
    [InlineData("keras", "epoch,step,loss\n1,7,1\n2,8,1\n", 2)]
    [InlineData("csv", "epoch,step,loss\n1,7,1\n2,8,1\n", 8)]
    public void Format_ThatIsTold_Wins(string format, string text, long lastStep)
    {
        Assert.True(LogFormats.TryParse(format, out var told));
        Assert.Equal(lastStep, LogReplay.Judge([_folder.Write("a", text)], new LogReplayOptions { Format = told }).Playback.Snapshot.Step);
    }

    private void Same(LogFormat format, LoggedRun run, string name, string text, RunFacts facts, RunFacts? told = null)
    {
        var file = name.EndsWith(".gz", StringComparison.Ordinal) ? _folder.Pack(name, text) : _folder.Write(name, text);
        var options = new LogReplayOptions { Facts = told ?? Told with { PrimaryMetric = facts.PrimaryMetric } };
        var read = LogReplay.Judge([file], options);
        var live = run.Live(facts);

        Assert.Equal(format, read.Format);
        Assert.Contains(live.Events, happened => happened is AlertChanged { Alert.Detector: "non-finite" });
        Assert.Equal(LoggedRun.Said(live), LoggedRun.Said(read.Playback));
        Assert.Equal(run.Rows().Count(), read.Rows);
        Assert.Equal(LoggedRun.Said(live), LoggedRun.Said(LogReplay.Record(file, options).Play()));
    }
}
