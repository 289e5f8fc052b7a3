using System.Globalization;
using Tracker.Testing;

namespace Tracker.Cli.Tests;

public sealed class ReplayCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_WithJson_WritesAnObjectAnAlertAndAFinding()
    {
        var said = await Tool.RunAsync("replay", Diverging(), "--facts", "kind=supervised", "classes=10", "--json");
        Assert.Equal((0, ""), (said.ExitCode, said.Errors));
        var lines = said.Json();
        var alert = lines.First(line => line.GetProperty("type").GetString() == "alert" && line.GetProperty("detector").GetString() == "non-finite");
        Assert.Equal(
            ("firing", 150L, 0.75),
            (alert.GetProperty("state").GetString(), alert.GetProperty("step").GetInt64(), alert.GetProperty("fraction").GetDouble()));
        Assert.Contains(alert.GetProperty("severity").GetString(), (string[])["warning", "critical"]);
        Assert.NotEmpty(alert.GetProperty("message").GetString()!);
        var finding = lines.First(line => line.GetProperty("type").GetString() == "finding");
        Assert.InRange(finding.GetProperty("likelihood").GetDouble(), 0.01, 1);
        Assert.NotEmpty(finding.GetProperty("cause").GetString()!);
        Assert.NotEqual(0, finding.GetProperty("evidence").GetArrayLength());
        Assert.NotEqual(0, finding.GetProperty("remedies").GetArrayLength());
    }

    [Fact]
    public async Task Replay_ForPeople_TellsWhatCameAndWhy()
    {
        var said = await Tool.RunAsync("replay", Diverging(), "--facts", "kind=supervised");
        Assert.Equal((0, ""), (said.ExitCode, said.Errors));
        Assert.StartsWith("log.csv  csv, 200 rows, step 200: does not learn:", said.Output, StringComparison.Ordinal);
        Assert.Matches(@"step +150 +75 %  non-finite \(warning\)", said.Output);
        Assert.Contains("Not judged:", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("--facts", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_OfAnUnknownKind_SaysHowToGetAJudgement()
    {
        var file = Write("step,depth_loss,loss\n1,1,2\n2,1,2\n");
        var said = await Tool.RunAsync("replay", file);
        Assert.Equal((0, ""), (said.ExitCode, said.Errors));
        Assert.Contains("--facts kind=supervised", said.Output, StringComparison.Ordinal);
        var json = await Tool.RunAsync("replay", file, "--json");
        Assert.Equal((0, ""), (json.ExitCode, json.Output));
        Assert.Contains("--facts kind=supervised", json.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_OfAWarningWithoutACause_SaysSoAndWhatToSend()
    {
        var file = Write("epoch,loss,accuracy,val_loss,val_accuracy\n"
            + string.Concat(Enumerable.Range(0, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{0.2 + (0.0002 * (i % 3))},0.95,{0.21 + (0.0002 * (i % 5))},0.95\n"))));
        var said = await Tool.RunAsync("replay", file, "--facts", "kind=supervised");
        Assert.Contains("stuck-loss (warning)", said.Output, StringComparison.Ordinal);
        Assert.Contains("No cause stands out by what was sent.", said.Output, StringComparison.Ordinal);
        Assert.Matches("Not sent, and would tell more: ([^,]+, ){5}and [0-9]+ more", said.Output);
    }

    [Theory]
    [InlineData("", ": it is empty")]
    [InlineData("step,loss\n1,2\n2,x\n", ", line 3, column 3: 'loss' is a number, not 'x'")]
    [InlineData("{\"step\":1,", ", line 1, column 11: the file ends in the middle of a value")]
    public async Task Replay_OfABrokenLog_SaysSoInOneSentenceAndExitsWith2(string text, string problem)
    {
        var file = Write(text);
        var said = await Tool.RunAsync("replay", file);
        Assert.StartsWith(file + problem, said.Sentence(), StringComparison.Ordinal);
        Assert.Equal(2, said.ExitCode);
    }

    [Theory]
    [InlineData("clases=10", "column 1: a fact (name, kind,")]
    [InlineData("kind=magic", "column 6: a value of kind (unknown, supervised, fine-tune, regression,")]
    [InlineData("classes", "column 8: '=' expected")]
    public async Task Replay_WithFactsThatAreNone_SaysSo(string facts, string problem)
    {
        var said = await Tool.RunAsync("replay", Diverging(), "--facts", facts);
        Assert.StartsWith($"--facts '{facts}', {problem}", said.Sentence(), StringComparison.Ordinal);
        Assert.Equal(2, said.ExitCode);
    }

    [Fact]
    public async Task Replay_WithFactsBeforeTheLog_KnowsThemApart()
    {
        var said = await Tool.RunAsync("replay", "--facts", "kind=supervised", "classes=10", Diverging(), "--json");
        Assert.Equal((0, ""), (said.ExitCode, said.Errors));
        Assert.NotEmpty(said.Json());
        Assert.StartsWith("'tracker replay' needs a log", (await Tool.RunAsync("replay", "--facts", "kind=supervised")).Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_OfAFileOfAnotherUser_SaysThatItMayNotBeRead()
    {
        var file = Diverging();
        File.SetUnixFileMode(file, UnixFileMode.None);
        var tool = Repository.Executable("Tracker.Cli", "tracker");
        string[] arguments = ["replay", file];
        // Root opens everything, but for the capability that lets it.
        var said = Environment.UserName == "root"
            ? await RunningProgram.RunAsync("/usr/bin/setpriv", ["--bounding-set=-dac_override,-dac_read_search", tool, .. arguments])
            : await RunningProgram.RunAsync(tool, arguments);
        Assert.StartsWith($"{file}: it cannot be opened", said.Sentence(), StringComparison.Ordinal);
        Assert.Equal(2, said.ExitCode);
    }

    [Fact]
    public async Task Replay_OfWhatIsNoFile_SaysSo()
    {
        Assert.Equal(2, (await Tool.RunAsync("replay", _folder.Path)).ExitCode);
        Assert.StartsWith("/nonexistent/a.csv: there is no such file", (await Tool.RunAsync("replay", "/nonexistent/a.csv")).Sentence(), StringComparison.Ordinal);
        Assert.Equal(2, (await Tool.RunAsync("replay", Diverging(), "--format", "xml")).ExitCode);
        Assert.Equal(2, (await Tool.RunAsync("replay")).ExitCode);
    }

    private string Diverging() => Write("step,loss\n" + string.Concat(Enumerable.Range(1, 200).Select(step => string.Create(
        CultureInfo.InvariantCulture, $"{step},{(step >= 150 ? double.NaN : 2.3 * Math.Exp(-step / 50.0))}\n"))));

    private string Write(string text)
    {
        var file = Path.Combine(_folder.Path, "log.csv");
        File.WriteAllText(file, text);
        return file;
    }
}
