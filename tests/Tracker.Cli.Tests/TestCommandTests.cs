using Tracker.Testing;

namespace Tracker.Cli.Tests;

public sealed class TestCommandTests : IDisposable
{
    private const string Script = "run\nevery 1 step: train/loss = 2, val/map = 0.01 for 10\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Test_OfAFolder_SaysWhatPassed()
    {
        Write("a.trace", Script + "never: any critical\n");
        Write("b/c.trace", Script + "at end: status running\n");
        var said = await Tool.RunAsync("test", _folder.Path);
        Assert.Equal((0, ""), (said.ExitCode, said.Errors));
        Assert.Contains("a.trace", said.Output, StringComparison.Ordinal);
        Assert.Contains("2 passed", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_OfATraceThatFails_NamesTheLineAndExitsWith1()
    {
        var good = Write("a.trace", Script + "never: any critical\n");
        var bad = Write("b.trace", Script + "at end: status finished\n");
        var said = await Tool.RunAsync("test", good, bad);
        Assert.Equal(1, said.ExitCode);
        Assert.Contains("line 3: ", said.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 2 failed", said.Output, StringComparison.Ordinal);

        var lines = (await Tool.RunAsync("test", good, bad, "--json")).Json();
        Assert.Equal([true, false], lines.Select(line => line.GetProperty("passed").GetBoolean()));
        Assert.Equal(1, lines[1].GetProperty("failures").GetArrayLength());
    }

    [Fact]
    public async Task Test_WithRules_JudgesWithThem()
    {
        var trace = Write("a.trace", Script + "at step 2: alert rule:low-map fires as critical\n");
        var rules = Write("lab.rules", "rule low-map: val/map < 0.1 for 3 evaluations as critical\n");
        Assert.Equal(1, (await Tool.RunAsync("test", trace)).ExitCode);
        Assert.Equal(0, (await Tool.RunAsync("test", trace, "--rule", rules)).ExitCode);
    }

    [Fact]
    public async Task Replay_WithRules_JudgesWithThem()
    {
        var log = Write("log.csv", "step,gain\n1,0.5\n2,0.01\n3,0.01\n");
        var rules = Write("lab.rules", "rule low-gain: gain < 0.5 * first for 2 reports\n");
        Assert.Equal(2, (await Tool.RunAsync("replay", log)).ExitCode);
        var said = await Tool.RunAsync("replay", log, "--rule", rules, "--json");
        Assert.Equal(("rule:low-gain", 3L), (said.Json()[0].GetProperty("detector").GetString(), said.Json()[0].GetProperty("step").GetInt64()));
    }

    [Theory]
    [InlineData("test", "a.trace", "run\nevry 1 step: a = 1\n", "line 2, column 1: a statement (")]
    [InlineData("test", "a.trace", "run\nrule x: a >\n", "line 2, column 12: a number, 'best' or 'first' expected, the line ends.")]
    [InlineData("--rule", "a.rules", "rule a: loss > much\n", "line 1, column 16: a number, 'best' or 'first' expected, 'much' found.")]
    public async Task Test_OfWhatCannotBeRead_NamesThePlaceAndExitsWith2(string how, string name, string text, string problem)
    {
        var file = Write(name, text);
        var said = how == "test" ? await Tool.RunAsync("test", file) : await Tool.RunAsync("replay", Write("log.csv", "step,loss\n1,1\n2,1\n"), how, file);
        Assert.StartsWith($"{file}, {problem}", said.Sentence(), StringComparison.Ordinal);
        Assert.Equal(2, said.ExitCode);
    }

    [Fact]
    public async Task Test_OfNoTrace_SaysSo()
    {
        Assert.StartsWith("/nonexistent/a.trace: there is no such file", (await Tool.RunAsync("test", "/nonexistent/a.trace")).Sentence(), StringComparison.Ordinal);
        var said = await Tool.RunAsync("test", _folder.Path);
        Assert.Equal((2, $"{_folder.Path}: there is no *.trace in this folder or below it."), (said.ExitCode, said.Sentence()));
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
