using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Tracker.Testing;

namespace Tracker.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("job")]
    [InlineData("job", "submit")]
    [InlineData("job", "submit", "Digits", "--sett", "lr=1")]
    [InlineData("run", "export", "x", "--format", "xml")]
    [InlineData("run", "ls", "--limit", "abc")]
    [InlineData("job", "ls", "--limit", "abc")]
    [InlineData("run", "curve", "x", "loss", "--points", "abc")]
    [InlineData("run", "curve", "x", "loss", "--rank", "abc")]
    [InlineData("run", "ls", "--status", "walking")]
    [InlineData("why")]
    [InlineData("alerts", "--server", "ftp://x")]
    public async Task Run_UsedWrongly_SaysSoInOneSentenceAndExitsWith2(params string[] arguments)
    {
        var said = await Tool.RunAsync(arguments);
        Assert.NotEmpty(said.Sentence());
        Assert.Equal(2, said.ExitCode);
    }

    [Theory]
    [InlineData("tracker nonsense", "demo", "nonsense")]
    [InlineData("tracker run nonsense", "watch", "run", "nonsense")]
    [InlineData("tracker run show --help", "run", "run", "show")]
    public async Task Run_WrongCommand_NamesItAndThoseThatThereAre(string named, string offered, params string[] arguments)
    {
        var sentence = (await Tool.RunAsync(arguments)).Sentence();
        Assert.Contains($"'{named}'", sentence, StringComparison.Ordinal);
        Assert.Contains(offered, sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "ls")]
    [InlineData("job", "ls")]
    [InlineData("why", "x")]
    [InlineData("alerts")]
    public async Task Run_NoDaemon_NamesWhereItLookedAndTheWayOut(params string[] arguments)
    {
        var said = await Tool.RunAsync(arguments);
        Assert.Equal(1, said.ExitCode);
        Assert.Contains("/nonexistent/tracker/trackerd.sock", said.Errors, StringComparison.Ordinal);
        Assert.Contains("tracker serve", said.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SocketOfAnotherUser_SaysThatItMayNotBeOpened()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "s");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        File.SetUnixFileMode(path, UnixFileMode.None);
        var tool = Repository.Executable("Tracker.Cli", "tracker");
        string[] arguments = ["job", "ls", "--server", $"unix:{path}"];
        // Root opens everything, but for the capability that lets it.
        var said = Environment.UserName == "root"
            ? await RunningProgram.RunAsync("/usr/bin/setpriv", ["--bounding-set=-dac_override", tool, .. arguments])
            : await RunningProgram.RunAsync(tool, arguments);
        Assert.Equal(1, said.ExitCode);
        Assert.Contains($"{path} (this user may not open it; ", said.Sentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tail is a number, not '-1'. See 'tracker job logs --help'.", "job", "logs", "x", "--tail", "-1")]
    [InlineData("--limit is a number, not 'abc'. See 'tracker run ls --help'.", "run", "ls", "--limit", "abc")]
    [InlineData("'tracker run compare' takes 2 to 20 of <run>. See 'tracker run compare --help'.", "run", "compare", "one")]
    public async Task Run_Mistake_IsSaidWithoutWordsOfTheParser(string sentence, params string[] arguments) =>
        Assert.Equal(sentence, (await Tool.RunAsync(arguments)).Sentence());

    [Theory]
    [InlineData("tracker job submit command [options] -- <program>...", "<plugin>", "job", "submit", "command", "--help")]
    [InlineData("tracker serve [flags of the daemon] [options]", "[--]", "serve", "--help")]
    public async Task Help_CommandThatPassesWordsOn_ShowsHowItIsWritten(string usage, string never, params string[] arguments)
    {
        var said = await Tool.RunAsync(arguments);
        Assert.Equal(0, said.ExitCode);
        Assert.Contains(usage, said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(never, said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_FolderIsMissing_NamesIt()
    {
        var said = await Tool.RunAsync("backup", "/nonexistent/b");
        Assert.Equal((1, "the folder /nonexistent does not exist: make it, or give another name."), (said.ExitCode, said.Sentence()));
    }

    [Fact]
    public async Task Help_ListsEveryCommand()
    {
        var said = await Tool.RunAsync("--help");
        Assert.Equal(0, said.ExitCode);
        foreach (var command in (string[])["serve", "demo", "job", "run", "why", "alerts", "doctor", "--json", "--server"])
            Assert.Contains(command, said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_Version_IsTheDaemons()
    {
        var said = await Tool.RunAsync("serve", "--", "--version");
        Assert.Equal(0, said.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", said.Output);
    }

    [Fact]
    public async Task Serve_WithJson_SaysWhereItListensAsAnObjectAndEndsWithItsParent()
    {
        using var folder = new TempFolder();
        await using var serve = RunningProgram.Start(
            Repository.Executable("Tracker.Cli", "tracker"),
            ["serve", "--json", "--data-dir", Path.Combine(folder.Path, "data"), "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0"]);
        await serve.PrintedAsync("\"http\":");
        using var listening = JsonDocument.Parse(serve.Output.Split('\n')[0]);
        Assert.StartsWith("127.0.0.1:", listening.RootElement.GetProperty("http").GetString(), StringComparison.Ordinal);

        using var kill = Process.Start("/bin/kill", ["-TERM", serve.Id.ToString(CultureInfo.InvariantCulture)]);
        var end = await serve.EndAsync();
        Assert.Equal(0, end.ExitCode);
        using var stopped = JsonDocument.Parse(end.Output.Split('\n')[1]);
        Assert.Equal(0, stopped.RootElement.GetProperty("jobsThatGoOn").GetInt32());
    }
}
