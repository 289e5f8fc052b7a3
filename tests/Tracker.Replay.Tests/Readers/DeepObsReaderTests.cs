using System.IO.Compression;
using Tracker.Core.Monitoring;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Tests.Readers;

public sealed class DeepObsReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("curves-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Find_WhereThereIsNoFolder_IsEmpty() => Assert.Empty(DeepObsReader.Find(Path.Combine(_folder, "absent")));

    [Fact]
    public void Read_OfAStoredRun_GivesItsValues()
    {
        var file = Write("a.json.gz", Json("[2.3,\"NaN\",\"Infinity\",2.0]"));
        var curve = DeepObsReader.Read(Assert.Single(DeepObsReader.Find(_folder)));

        Assert.Equal(file, Assert.Single(DeepObsReader.Find(_folder)));
        Assert.Equal(("toy", "Adam", 0.01, 10, "non-finite"), (curve.Problem, curve.Optimizer, curve.LearningRate, curve.NumClasses, curve.Verdict));
        Assert.Equal([2.3, double.NaN, double.PositiveInfinity, 2.0], curve.MinibatchTrainLoss);
        Assert.Equal((2, 2.0), (curve.Epochs, curve.StepsPerEpoch));
    }

    [Theory]
    [InlineData("{\"problem\":\"toy\"}")]
    [InlineData("no json")]
    public void Read_OfAnotherFile_NamesIt(string text)
    {
        var error = Assert.Throws<FormatException>(() => DeepObsReader.Read(Write("b.json.gz", text)));
        Assert.Contains("b.json.gz holds no curve", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAFileThatIsNotPacked_NamesIt()
    {
        var file = Path.Combine(_folder, "c.json.gz");
        File.WriteAllText(file, "plain");
        Assert.Contains("c.json.gz", Assert.Throws<FormatException>(() => DeepObsReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("every:1", new[] { "train/loss 0", "val/loss 0", "train/loss 1", "train/loss 2", "val/loss 2", "train/loss 3", "val/loss 4" })]
    [InlineData("every:2", new[] { "train/loss 0", "val/loss 0", "train/loss 2", "val/loss 2", "val/loss 4" })]
    [InlineData("mean:2", new[] { "val/loss 0", "train/loss 1", "val/loss 2", "train/loss 3", "val/loss 4" })]
    [InlineData("epochs", new[] { "train/loss 0", "val/loss 0", "train/loss 1", "val/loss 1", "train/loss 2", "val/loss 2" })]
    [InlineData("epoch-means", new[] { "train/loss 1", "val/loss 1", "train/loss 2", "val/loss 2" })]
    public void Record_InARegime_SendsWhatItsTrainerWouldHave(string regime, string[] expected)
    {
        var curve = DeepObsReader.Read(Write("a.json.gz", Json("[4,3,2,1]")));
        Assert.True(CurveRegime.TryParse(regime, out var read));
        var inputs = CurveReplay.Record(curve, read).Inputs;
        var names = inputs.OfType<SetInput>().ToDictionary(set => set.Set, set => set.Names[0]);
        var rows = inputs.OfType<FramesInput>().SelectMany(input => input.Frames).SelectMany(frame => frame.Steps.ToArray().Select(step => $"{names[frame.Set]} {step}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("every")]
    [InlineData("every:0")]
    [InlineData("every:-1")]
    [InlineData("epochs:2")]
    [InlineData("epoch")]
    [InlineData("sometimes:2")]
    public void TryParse_OfNoRegime_IsFalse(string text) => Assert.False(CurveRegime.TryParse(text, out _));

    [Theory]
    [InlineData("\"train_loss\":[4,3,2]", "\"train_loss\":[4,3]")]
    [InlineData("\"test_accuracy\":[0.1,0.2,0.3]", "\"test_accuracy\":[0.1]")]
    [InlineData("\"test_loss\":[4,3,2]", "\"test_loss\":null")]
    public void Read_OfSeriesThatDoNotFit_NamesTheFile(string whole, string broken)
    {
        var text = Json("[4,3,2,1]").Replace(whole, broken, StringComparison.Ordinal);
        Assert.Contains("do not fit together", Assert.Throws<FormatException>(() => DeepObsReader.Read(Write("d.json.gz", text))).Message, StringComparison.Ordinal);
    }

    private static string Json(string losses) =>
        $$"""
        {"problem":"toy","optimizer":"Adam","learning_rate":0.01,"seed":1,"batch_size":8,"num_classes":10,"tuned":false,"label":"x","verdict":"non-finite",
         "minibatch_train_loss":{{losses}},"train_loss":[4,3,2],"test_loss":[4,3,2],"train_accuracy":[0.1,0.2,0.3],"test_accuracy":[0.1,0.2,0.3]}
        """;

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        using var packed = new StreamWriter(new GZipStream(File.Create(file), CompressionLevel.Fastest));
        packed.Write(text);
        return file;
    }
}
