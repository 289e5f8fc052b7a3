using System.Text.Json;
using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>How a job came about is recorded with it, by the command line where it is submitted and by the job host where it starts.</summary>
public sealed class JobRecordTests(CommandDaemon shared) : IClassFixture<CommandDaemon>
{
    [Fact]
    public async Task Submit_FromAGitTree_RecordsWhatRanAndWithWhat()
    {
        var folder = shared.Write("train.py", "print('one')\n");
        await GitAsync(folder, "init", "-q", "-b", "trial");
        await GitAsync(folder, "remote", "add", "origin", "https://me:hunter2@git.example/team/code.git?token=hunter3");
        await GitAsync(folder, "add", ".");
        await GitAsync(folder, "commit", "-qm", "one");
        var revision = await GitAsync(folder, "rev-parse", "HEAD");
        await File.WriteAllTextAsync(Path.Combine(folder, "train.py"), "print('two')\n", TestContext.Current.CancellationToken);

        var run = await SubmitAsync("--cwd", folder, "--env", "API_KEY=hunter4", "--seed", "11", "--", "/usr/bin/python3", "train.py", "--lr", "0.1", "--token", "hunter5");
        var (_, output) = await shared.Board.EndAsync(run);
        Assert.Equal("two\n", output);

        var text = (await CliAsync("job", "show", run, "--record")).Output;
        using var json = JsonDocument.Parse(text);
        var record = json.RootElement;
        var source = record.GetProperty("source");
        Assert.Equal((revision, "trial", true), (source.GetProperty("revision").GetString(), source.GetProperty("branch").GetString(), source.GetProperty("dirty").GetBoolean()));
        Assert.Equal("https://git.example/team/code.git", source.GetProperty("remote").GetString());
        Assert.Equal(["/usr/bin/python3", "train.py", "--lr", "0.1", "--token", "***"], record.GetProperty("arguments").EnumerateArray().Select(a => a.GetString()!));
        Assert.Equal((11, folder), (record.GetProperty("seed").GetInt64(), record.GetProperty("workingDirectory").GetString()));
        Assert.Equal("API_KEY", Assert.Single(record.GetProperty("environmentNames").EnumerateArray()).GetString());
        var start = record.GetProperty("start");
        Assert.Equal(Environment.MachineName, start.GetProperty("host").GetString());
        Assert.Matches(@"^CPython 3\.\d+\.\d+\S*, /usr/bin/python3", start.GetProperty("runtime").GetString());
        Assert.Contains(start.GetProperty("packages").EnumerateArray(), package => package.GetString()!.StartsWith("grpcio==", StringComparison.Ordinal));
        foreach (var name in new[] { "user", "system", "kernel", "processor" }) Assert.NotEqual("", start.GetProperty(name).GetString());
        Assert.True(start.GetProperty("memoryBytes").GetInt64() > 1 << 20);
        Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);

        var diff = (await CliAsync("job", "show", run, "--diff")).Output;
        Assert.Contains("-print('one')", diff, StringComparison.Ordinal);
        Assert.Contains("+print('two')", diff, StringComparison.Ordinal);
        var shown = (await CliAsync("job", "show", run)).Output;
        Assert.Contains($"{revision} trial, and changes (--diff)", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", shown, StringComparison.Ordinal);
        var tags = (await shared.Board.Runs.GetRunAsync(new GetRunRequest { Run = run })).Facts.Tags;
        Assert.Equal((revision, "true", "11", Environment.MachineName), (tags["git.revision"], tags["git.dirty"], tags["seed"], tags["host"]));
    }

    [Fact]
    public async Task Submit_PluginFromNoTree_RecordsItsPackages()
    {
        var folder = shared.Write("empty", "");
        var submitted = await RunningProgram.RunAsync(
            Repository.Executable("Tracker.Cli", "tracker"),
            ["job", "submit", "Digits", "--set", "epochs=1", "--device", "cpu", "--json", "--server", shared.Daemon.Server],
            null,
            ("GIT_DIR", Path.Combine(folder, "none")));
        Assert.Equal("", submitted.Errors);
        using var job = JsonDocument.Parse(submitted.Output);
        var run = job.RootElement.GetProperty("run").GetString()!;
        await shared.Board.EndAsync(run);
        using var record = JsonDocument.Parse((await CliAsync("job", "show", run, "--record", "--json")).Output);
        Assert.Contains(record.RootElement.GetProperty("start").GetProperty("packages").EnumerateArray(), package => package.GetString()!.StartsWith("TorchSharp==", StringComparison.Ordinal));
        Assert.Equal(JsonValueKind.Null, record.RootElement.GetProperty("source").ValueKind);
        Assert.Equal("1", record.RootElement.GetProperty("hyperparameters").GetProperty("epochs").GetString());
    }

    [Fact]
    public async Task Submit_DiffIsLong_IsCutAndSaysSo()
    {
        var folder = shared.Write("data.txt", "one\n");
        await GitAsync(folder, "init", "-q");
        await GitAsync(folder, "add", ".");
        await GitAsync(folder, "commit", "-qm", "one");
        await File.WriteAllLinesAsync(Path.Combine(folder, "data.txt"), Enumerable.Repeat("a line of much text", 30_000), TestContext.Current.CancellationToken);
        var run = await SubmitAsync("--cwd", folder, "--", "true");
        var diff = await CliAsync("job", "show", run, "--diff");
        // The end of the last line is the harness's.
        Assert.Equal(256 << 10, diff.Output.TrimEnd('\n').Length);
        Assert.Contains("bytes of the diff were not kept", diff.Errors, StringComparison.Ordinal);
        Assert.Equal("", (await CliAsync("job", "show", await SubmitAsync("--cwd", folder, "--no-diff", "--", "true"), "--diff")).Output);
    }

    private async Task<string> SubmitAsync(params string[] arguments)
    {
        var submitted = await CliAsync(["job", "submit", "command", "--json", .. arguments]);
        Assert.Equal("", submitted.Errors);
        using var job = JsonDocument.Parse(submitted.Output);
        return job.RootElement.GetProperty("run").GetString()!;
    }

    private Task<ProgramResult> CliAsync(params string[] arguments) =>
        RunningProgram.RunAsync(Repository.Executable("Tracker.Cli", "tracker"), ["--server", shared.Daemon.Server, .. arguments], null);

    private static async Task<string> GitAsync(string folder, params string[] arguments)
    {
        var result = await RunningProgram.RunAsync("git", ["-C", folder, "-c", "user.name=T", "-c", "user.email=t@example.org", .. arguments], null);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        return result.Output.Trim();
    }
}
