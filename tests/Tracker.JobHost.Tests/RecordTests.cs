using System.IO.Compression;
using System.Text.Json;
using Tracker.Testing;

namespace Tracker.JobHost.Tests;

public sealed class RecordTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Record_ASickRun_WritesFactsRowsAndTruthApart()
    {
        var lines = await RecordOneAsync("""{"output":"a.jsonl.gz","seed":3,"hyperparameters":{"task":"tabular","cause":"learning-rate-too-high","severity":"3","steps":"20","harm":"yes"}}""");

        var facts = lines[0].GetProperty("facts");
        Assert.Equal("supervised", facts.GetProperty("kind").GetString());
        Assert.Equal("0.3", facts.GetProperty("hyperparameters").GetProperty("lr").GetString());
        // What only its maker knows stands apart from what a judge may see.
        Assert.DoesNotContain("too-high", facts.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("severity", facts.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(20, facts.GetProperty("profile").GetProperty("features").GetDouble());
        var truth = lines[0].GetProperty("truth");
        Assert.Equal(("tabular", "learning-rate-too-high", 3, 3), (
            truth.GetProperty("task").GetString(), truth.GetProperty("problem").GetString(), truth.GetProperty("severity").GetInt32(), truth.GetProperty("seed").GetInt32()));
        Assert.Equal("lower-learning-rate", Assert.Single(truth.GetProperty("remedies").EnumerateArray()).GetString());
        Assert.True(truth.GetProperty("harm").GetDouble() > 0.1);
        var steps = lines.Where(line => line.TryGetProperty("values", out var values) && values.TryGetProperty("train/loss", out _)).ToArray();
        Assert.Equal(Enumerable.Range(1, 20), steps.Select(line => line.GetProperty("step").GetInt32()));
        // Step 0 was evaluated, so that step 20 is the 21st that counts 10 ms.
        Assert.Equal(210_000, steps[^1].GetProperty("time").GetInt64());
        Assert.Equal("finished", lines[^1].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Record_ARunThatIsStopped_GoesOnFromItsCheckpointInASecondAttempt()
    {
        var lines = await RecordOneAsync("""{"output":"a.jsonl.gz","seed":1,"stopAt":30,"hyperparameters":{"variant":"resume","steps":"60"}}""");

        var second = Array.FindIndex(lines, line => line.TryGetProperty("attempt", out _));
        Assert.Equal(2, lines[second].GetProperty("attempt").GetInt32());
        Assert.Equal(Enumerable.Range(1, 30), Steps(lines[..second]));
        Assert.Equal(Enumerable.Range(31, 30), Steps(lines[second..]));
    }

    [Fact]
    public async Task Record_Twice_WritesTheSameBytesAndLeavesWhatIsThere()
    {
        const string Run = """{"output":"a.jsonl.gz","seed":5,"hyperparameters":{"task":"characters","steps":"20"}}""";
        await RecordOneAsync(Run);
        var file = Path.Combine(_folder.Path, "to", "a.jsonl.gz");
        var first = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        File.Delete(file);
        await RecordOneAsync(Run);
        Assert.Equal(first, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));

        await File.WriteAllTextAsync(file, "mine", TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), await RecordAsync(Run));
        Assert.Equal("mine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("""{"output":"../a.gz"}""", "line 1: output must be a file name without a path.")]
    [InlineData("""{"output":""", "line 1: Expected")]
    public async Task Record_ABadList_IsRefusedInOneSentence(string line, string sentence)
    {
        var (code, errors) = await RecordAsync(line);
        Assert.Equal(65, code);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_ARunThatIsRefused_LeavesTheOthers()
    {
        var (code, errors) = await RecordAsync(
            """{"output":"a.jsonl","hyperparameters":{"cause":"bad luck"}}""", """{"output":"b.jsonl","hyperparameters":{"steps":"5"}}""");
        Assert.Equal(70, code);
        Assert.StartsWith("a.jsonl: Hyperparameter cause is 'bad luck': it must be ", errors, StringComparison.Ordinal);
        Assert.Equal(["b.jsonl"], Directory.GetFiles(Path.Combine(_folder.Path, "to")).Select(Path.GetFileName));
    }

    private static IEnumerable<int> Steps(IEnumerable<JsonElement> lines) =>
        lines.Where(line => line.TryGetProperty("values", out var values) && values.TryGetProperty("train/loss", out _)).Select(line => line.GetProperty("step").GetInt32());

    private async Task<JsonElement[]> RecordOneAsync(string line)
    {
        Assert.Equal((0, ""), await RecordAsync(line));
        await using var file = new GZipStream(File.OpenRead(Path.Combine(_folder.Path, "to", "a.jsonl.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => JsonDocument.Parse(row).RootElement)];
    }

    private async Task<(int Code, string Errors)> RecordAsync(params string[] lines)
    {
        var runs = Path.Combine(_folder.Path, "runs.jsonl");
        await File.WriteAllLinesAsync(runs, lines, TestContext.Current.CancellationToken);
        await using var job = JobProcess.Start(null, ["--record", Paths.SickTrainer, "--runs", runs, "--to", Path.Combine(_folder.Path, "to"), "--step-time", "10000"]);
        return (await job.ExitAsync(), job.Errors);
    }
}
