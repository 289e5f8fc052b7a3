using System.IO.Compression;
using System.Text.Json;
using Tracker.Testing;

namespace Tracker.Cli.Tests;

public sealed class ScoreCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Score_Curves_PrintsFoundAndBaselinesOfEachVerdict()
    {
        Write("a.json.gz", "non-finite", "[4,3,\"NaN\",\"NaN\"]");
        Write("b.json.gz", "healthy", "[4,3,2,1]");
        var said = await Tool.RunAsync("score", "--curves", _folder.Path, "--regime", "every:1", "--regime", "epochs");
        Assert.Equal(0, said.ExitCode);
        Assert.Contains("every:1, plan known: 2 runs", said.Output, StringComparison.Ordinal);
        Assert.Contains("| non-finite (1) | 1 of 1 (20.7 to 100 %) | 0 steps, 0 % |", said.Output, StringComparison.Ordinal);
        Assert.Contains("| healthy (1) | - | - | - | 0 of 1 | 0 | 0 |", said.Output, StringComparison.Ordinal);
        Assert.Contains("| sagemaker-loss-not-decreasing |", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_AsJson_IsAnObjectALine()
    {
        Write("a.json.gz", "non-finite", "[4,3,\"NaN\",\"NaN\"]");
        var said = await Tool.RunAsync("score", "--curves", _folder.Path, "--regime", "mean:2", "--no-plan", "--json");
        var lines = said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var verdict = Assert.Single(lines, line => line.GetProperty("type").GetString() == "verdict");
        Assert.Equal(("mean:2", false, "non-finite", 1, 1), (
            verdict.GetProperty("regime").GetString(), verdict.GetProperty("planKnown").GetBoolean(), verdict.GetProperty("verdict").GetString(),
            verdict.GetProperty("runs").GetInt32(), verdict.GetProperty("found").GetInt32()));
        Assert.Equal(1, verdict.GetProperty("delaySteps").GetProperty("median").GetDouble());
        Assert.Equal(12, lines.Count(line => line.GetProperty("type").GetString() == "baseline"));
    }

    [Fact]
    public async Task Score_BadInput_IsOneSentenceAndExits2()
    {
        await RefusesAsync("--curves DIR");
        await RefusesAsync("there is no folder /nonexistent/curves", "--curves", "/nonexistent/curves");
        await RefusesAsync("holds no curves", "--curves", _folder.Path);
        Write("a.json.gz", "healthy", "[4,3,2,1]");
        await RefusesAsync("'every:0' is no regime", "--curves", _folder.Path, "--regime", "every:0");
        File.WriteAllText(Path.Combine(_folder.Path, "notes.txt"), "not a curve, and not named as one");
        File.WriteAllText(Path.Combine(_folder.Path, "b.json.gz"), "plain");
        await RefusesAsync("b.json.gz holds no curve", "--curves", _folder.Path);
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "b.json.gz"), (await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "a.json.gz")))[..60]);
        await RefusesAsync("b.json.gz holds no curve", "--curves", _folder.Path);
        File.Delete(Path.Combine(_folder.Path, "b.json.gz"));
        Write("b.json.gz", "healthy", "[4]");
        await RefusesAsync("do not fit together", "--curves", _folder.Path);
    }

    [Fact]
    public async Task Score_GeneratedRuns_PrintsListsAndLearns()
    {
        Run("tabular.label-noise.1.0.jsonl", """{"task":"tabular","problem":"label-noise","severity":1,"remedies":["clean-labels"]}""");
        Run("tabular.healthy-twin.0.0.jsonl", """{"task":"tabular","problem":"healthy","variant":"twin"}""");
        var weights = Path.Combine(_folder.Path, "weights.txt");
        var said = await Tool.RunAsync("score", "--generated", _folder.Path, "--list", "--learn", weights);
        Assert.Equal(0, said.ExitCode);
        Assert.Contains("2 generated runs, 1 of them sick", said.Output, StringComparison.Ordinal);
        Assert.Contains("tabular.label-noise.1.0.jsonl: Silent; no cause; no warning", said.Output, StringComparison.Ordinal);
        Assert.Contains("| right cause on the generated matrix | DeepFD 52 %", said.Output, StringComparison.Ordinal);
        Assert.Contains("always: ", await File.ReadAllTextAsync(weights), StringComparison.Ordinal);

        var lines = (await Tool.RunAsync("score", "--generated", _folder.Path, "--json")).Json();
        Assert.Equal(2, lines.Count(line => line.GetProperty("type").GetString() == "run"));
        Assert.Equal(3, lines.Count(line => line.GetProperty("type").GetString() == "promise"));
        Assert.Equal(["healthy twin", "problem label-noise", "task tabular"], lines.Where(line => line.GetProperty("type").GetString() == "group").Select(line => $"{line.GetProperty("by")} {line.GetProperty("name")}"));
    }

    [Fact]
    public async Task Score_Synthetic_CountsTheStreams()
    {
        var lines = (await Tool.RunAsync("score", "--synthetic", "--only", "warm-up", "--json")).Json();
        Assert.Equal(16, lines.Count(line => line.GetProperty("type").GetString() == "synthetic" && line.GetProperty("runs").GetInt32() == 20));
        Assert.Equal("synthetic", lines[^1].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Score_ToAPage_WritesItAndPrintsNothing()
    {
        Run("tabular.healthy-twin.0.0.jsonl", """{"task":"tabular","problem":"healthy","variant":"twin"}""");
        var page = Path.Combine(_folder.Path, "page.md");
        var said = await Tool.RunAsync("score", "--generated", _folder.Path, "--write", page);
        Assert.Equal((0, ""), (said.ExitCode, said.Output));
        Assert.Contains("### Healthy runs", await File.ReadAllTextAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_BadGeneratedRuns_IsOneSentenceAndExits2()
    {
        await RefusesAsync("there is no folder /nonexistent", "--generated", "/nonexistent");
        await RefusesAsync("holds no generated runs", "--generated", _folder.Path);
        await RefusesAsync("no synthetic stream with 'nothing'", "--synthetic", "--only", "nothing");
        await RefusesAsync("--learn needs runs", "--curves", _folder.Path, "--learn", "x");
        await RefusesAsync("--write takes every regime", "--curves", _folder.Path, "--regime", "every:1", "--write", "x");
        File.WriteAllText(Path.Combine(_folder.Path, "a.jsonl"), "{\"type\":\"ru");
        await RefusesAsync("a.jsonl", "--generated", _folder.Path);
    }

    private void Run(string name, string truth) => File.WriteAllText(
        Path.Combine(_folder.Path, name),
        "{\"type\":\"run\",\"facts\":{\"kind\":\"supervised\",\"plannedSteps\":3},\"truth\":" + truth + "}\n{\"step\":1,\"time\":1000,\"values\":{\"train/loss\":2.3}}\n");

    private static async Task RefusesAsync(string words, params string[] arguments)
    {
        var said = await Tool.RunAsync(["score", .. arguments]);
        Assert.Contains(words, said.Sentence(), StringComparison.Ordinal);
        Assert.Equal(2, said.ExitCode);
    }

    private void Write(string name, string verdict, string losses)
    {
        using var packed = new StreamWriter(new GZipStream(File.Create(Path.Combine(_folder.Path, name)), CompressionLevel.Fastest));
        packed.Write($$"""
            {"problem":"toy","optimizer":"Adam","learning_rate":0.01,"seed":1,"batch_size":8,"num_classes":10,"tuned":false,"label":"x","verdict":"{{verdict}}",
             "minibatch_train_loss":{{losses}},"train_loss":[4,3,2],"test_loss":[4,3,2],"train_accuracy":[0.1,0.2,0.3],"test_accuracy":[0.1,0.2,0.3]}
            """);
    }
}
