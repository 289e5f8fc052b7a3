using System.Globalization;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Readers;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Tests.Readers;

public sealed class RunFileReaderTests : IDisposable
{
    private const string Head =
        """
        {"type":"run","facts":{"name":"digits","experiment":"matrix","kind":"fine-tune","stepUnit":"step","numClasses":10,"classCounts":[5,6],"datasetSize":100,"validationSize":20,"batchSize":8,"accumulationSteps":2,"plannedSteps":400,"optimizer":"sgd","weights":"fine-tuned","parameterCount":1000,"primaryMetric":"train/loss","higherIsBetter":{"val/psnr":true,"val/fid":false},"hyperparameters":{"lr":"0.1"},"tags":{"who":"lab"},"later":[{"a":[1]}]},"truth":{"task":"digits","problem":"label-noise","severity":2,"seed":7,"onset":0,"remedies":["clean-labels","robust-loss"]}}

        """;

    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_OfARecordedRun_GivesItsFactsItsTruthAndWhatItSent()
    {
        var file = _folder.Write("a.jsonl", Head +
            """
            {"step":0,"time":1000,"values":{"train/loss":2.5,"lr":0.1}}
            {"step":1,"time":2000,"values":{"train/loss":"NaN","lr":0.1}}
            {"step":1,"time":2500,"values":{"val/loss":NaN,"val/accuracy":null,"val/top":-Infinity}}
            {"type":"facts","facts":{"numClasses":2}}
            {"type":"phase","name":"unfreeze","step":2}
            {"type":"attempt","attempt":2}
            {"step":1,"time":3000,"values":{"train/loss":2.25e0,"lr":0.1}}
            {"type":"finish","status":"finished"}

            """);
        var (recording, truth) = RunFileReader.Read(file);
        var played = recording.Play();

        Assert.Equal(("digits", "label-noise", "", 2, 7L, 0L), (truth!.Task, truth.Problem, truth.Variant, truth.Severity, truth.Seed, truth.Onset));
        Assert.Equal(["clean-labels", "robust-loss"], truth.Remedies);
        var facts = Assert.IsType<FactsInput>(recording.Inputs[2]).Facts;
        Assert.Equal(
            ("digits", "matrix", TrainingKind.FineTune, StepUnit.Step, 10, 100L, 20L, 8, 2, 400L),
            (facts.Name, facts.Experiment, facts.Kind, facts.StepUnit, facts.ClassCount, facts.DatasetSize, facts.ValidationSize, facts.BatchSize, facts.AccumulationSteps, facts.PlannedSteps));
        Assert.Equal(
            ("sgd", WeightsOrigin.FineTuned, 1000L, "train/loss", "0.1", "lab"),
            (facts.Optimizer, facts.WeightsOrigin, facts.ParameterCount, facts.PrimaryMetric, facts.Hyperparameters["lr"], facts.Tags["who"]));
        Assert.Equal([5L, 6L], facts.SamplesPerClass);
        Assert.Equal((MetricDirection.HigherIsBetter, MetricDirection.LowerIsBetter), (facts.Directions["val/psnr"], facts.Directions["val/fid"]));

        var frames = recording.Inputs.OfType<FramesInput>().SelectMany(input => input.Frames).ToList();
        Assert.Equal([1, 1, 2], frames.Select(frame => frame.Attempt));
        Assert.Equal([0L, 1L], frames[0].Steps.ToArray());
        Assert.Equal(1000, frames[0].Times.Span[1] - frames[0].Times.Span[0]);
        Assert.Equal((2.5, double.NaN, double.NegativeInfinity, 2.25), (frames[0].Value(0, 0), frames[1].Value(0, 0), frames[1].Value(1, 0), frames[2].Value(0, 0)));
        Assert.Equal((RunStatus.Finished, 2, 2), (played.Snapshot.Status, played.Snapshot.Attempt, played.Snapshot.Facts.ClassCount));
    }

    [Fact]
    public void Read_OfAPackedRun_IsTheSame()
    {
        var text = Head + string.Concat(Enumerable.Range(0, 300).Select(step => string.Create(
            CultureInfo.InvariantCulture, $"{{\"step\":{step},\"time\":{step * 1_000_000L},\"values\":{{\"train/loss\":{1.0 / (1 + step)}}}}}\n")));
        var plain = RunFileReader.Read(_folder.Write("a.jsonl", text)).Recording.Play();
        var packed = RunFileReader.Read(_folder.Pack("a.jsonl.gz", text)).Recording.Play();
        Assert.Equal(300, packed.Snapshot.Samples);
        Assert.Equal(plain.Events.Select(EventText.Of), packed.Events.Select(EventText.Of));
        Assert.DoesNotContain(packed.Events, happened => happened is AlertChanged { Alert.Detector: "stalled-run" });
    }

    [Fact]
    public void Read_WithAmendedFacts_JudgesWithThose()
    {
        var run = RunFileReader.Read(_folder.Write("a.jsonl", Head), amend: facts => facts with { PlannedSteps = null });
        Assert.Null(Assert.IsType<FactsInput>(run.Recording.Inputs[2]).Facts.PlannedSteps);
    }

    [Theory]
    [InlineData("", "line 1, column 1: the first line of a run file is")]
    [InlineData("{\"step\":1,\"values\":{}}\n", "line 1, column 1: the first line of a run file is", true)]
    [InlineData("{\"step\":1,\"values\":{\"train/loss\":\"much\"}}\n", "line 2, column 34: 'train/loss' is a number, not \"much\".")]
    [InlineData("{\"step\":1.5,\"values\":{}}\n", "line 2, column 9: 'step' is a whole number from 0 on.")]
    [InlineData("{\"values\":{\"train/loss\":1}}\n", "line 2, column 1: a row has a step")]
    [InlineData("{\"type\":\"wave\"}\n", "line 2, column 1: there is no line of the type 'wave'")]
    [InlineData("{\"step\":1,\"values\":{\"train/loss\":0.", "line 2, column 36: the file ends in the middle of a value")]
    [InlineData("{\"step\":1,\"values\":{\"train/loss\":1e999}}\n", "line 2, column 34: 1e999 is beyond the largest number there is")]
    [InlineData("{\"step\":1,\"values\":{\"train/loss\":1}\n{\"step\":2}", "line 3, column 1: ',' or '}' expected, '{\"step\":2}' found")]
    public void Read_OfABrokenLine_NamesThePlace(string text, string problem, bool headless = false)
    {
        var file = _folder.Write("a.jsonl", headless || text.Length == 0 ? text : Head + text);
        var error = Assert.Throws<LogException>(() => RunFileReader.Read(file));
        Assert.StartsWith($"{file}, {problem}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAPackedFileThatIsCut_SaysSo()
    {
        var text = Head + string.Concat(Enumerable.Range(0, 5000).Select(step => string.Create(
            CultureInfo.InvariantCulture, $"{{\"step\":{step},\"time\":{step * 1_000_000L},\"values\":{{\"train/loss\":{Math.Sin(step)}}}}}\n")));
        var whole = LogFolder.Packed(text);
        foreach (var length in (int[])[whole.Length - 20, whole.Length / 2, 40, 12, 3])
        {
            var file = _folder.Write("a.jsonl.gz", whole[..length]);
            var error = Assert.Throws<LogException>(() => RunFileReader.Read(file));
            Assert.Contains("the packed file is cut or damaged here", error.Message, StringComparison.Ordinal);
        }
    }
}
