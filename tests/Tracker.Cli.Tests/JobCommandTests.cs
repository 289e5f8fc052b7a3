using Tracker.Testing;

namespace Tracker.Cli.Tests;

public sealed class JobCommandTests(SharedDaemon shared) : IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task Submit_Logs_Ls_TellTheWholeStory()
    {
        var daemon = shared.Daemon;
        var submitted = await Tool.RunAsync(daemon, "job", "submit", "Fails", "--set", "lr=0.1", "--name", "one", "--json");
        Assert.Equal((0, ""), (submitted.ExitCode, submitted.Errors));
        var job = Assert.Single(submitted.Json());
        Assert.Equal("0.1", job.GetProperty("hyperparameters").GetProperty("lr").GetString());

        var logs = await Tool.RunAsync(daemon, "job", "logs", "one", "-f");
        Assert.Equal((0, "hello\n", "oops\n"), (logs.ExitCode, logs.Output, logs.Errors));

        var listed = Assert.Single((await Tool.RunAsync(daemon, "job", "ls", "--all", "--json")).Json(), j => j.GetProperty("name").GetString() == "one");
        Assert.Equal(("exited", "failed", 3), (listed.GetProperty("phase").GetString(), listed.GetProperty("status").GetString(), listed.GetProperty("exitCode").GetInt32()));
        Assert.Equal(job.GetProperty("run").GetString(), listed.GetProperty("run").GetString());

        var table = await Tool.RunAsync(daemon, "job", "ls", "--all");
        Assert.Contains("\none: exit code 3: oops\n", table.Output, StringComparison.Ordinal);
        Assert.Contains("of 2 slots", table.Output, StringComparison.Ordinal);

        var why = await Tool.RunAsync(daemon, "why", "one");
        Assert.Equal(0, why.ExitCode);
        Assert.Contains("exit code 3: oops", why.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("failed: failed", why.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_JobThatRuns_StopsIt()
    {
        var daemon = shared.Daemon;
        var job = Assert.Single((await Tool.RunAsync(daemon, "job", "submit", "Long", "--name", "long", "--json")).Json()).GetProperty("run").GetString()!;
        await Eventually.HoldsAsync("the job is up", () => File.Exists(Path.Combine(shared.DirectoryOf(job), "up")));
        Assert.Contains("long has printed nothing", (await Tool.RunAsync(daemon, "job", "logs", "long")).Sentence(), StringComparison.Ordinal);
        var cancelled = await Tool.RunAsync(daemon, "job", "cancel", "long");
        Assert.Equal(0, cancelled.ExitCode);
        await Tool.RunAsync(daemon, "job", "logs", "long", "-f");
        var ended = Assert.Single((await Tool.RunAsync(daemon, "job", "ls", "--all", "--json")).Json(), j => j.GetProperty("name").GetString() == "long");
        Assert.Equal("cancelled", ended.GetProperty("status").GetString());
        var again = await Tool.RunAsync(daemon, "job", "cancel", "long");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("over already", again.Sentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "There is no plugin 'Fail'. Did you mean Fails?", "job", "submit", "Fail")]
    [InlineData(2, "Fails has no hyperparameter 'rate'", "job", "submit", "Fails", "--set", "rate=1")]
    [InlineData(2, "Device 'gpu' is not known", "job", "submit", "Fails", "--device", "gpu")]
    [InlineData(2, "control character", "job", "submit", "Fails", "--name", "a\u001b[2J")]
    [InlineData(1, "There is no job 'nothing'", "job", "logs", "nothing")]
    [InlineData(1, "There is no job 'nothing'", "job", "cancel", "nothing")]
    public async Task Job_BadInput_GetsOneSentence(int code, string sentence, params string[] arguments)
    {
        var daemon = shared.Daemon;
        var said = await Tool.RunAsync(daemon, arguments);
        Assert.Contains(sentence, said.Sentence(), StringComparison.Ordinal);
        Assert.Equal(code, said.ExitCode);
    }

    [Fact]
    public async Task Submit_OverTcpWithoutToken_IsRefusedWithTheWayOut()
    {
        var daemon = shared.Daemon;
        var said = await Tool.RunAsync("job", "submit", "Fails", "--server", $"http://{daemon.Grpc}");
        Assert.Equal(1, said.ExitCode);
        Assert.Contains(daemon.Socket, said.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_TokenFileThatIsNotThere_IsNamed()
    {
        var said = await RunningProgram.RunAsync(
            Repository.Executable("Tracker.Cli", "tracker"),
            ["job", "submit", "Fails", "--server", $"http://{shared.Daemon.Grpc}"],
            null,
            ("TRACKER_TOKEN_FILE", "/nonexistent/token"));
        Assert.Equal(1, said.ExitCode);
        Assert.StartsWith("The token file /nonexistent/token cannot be read", said.Sentence(), StringComparison.Ordinal);
        Assert.Contains("TRACKER_TOKEN_FILE", said.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_JobThatCannotBeWritten_SaysWhatTheDaemonSays()
    {
        using var folder = new TempFolder();
        var plugins = new ScriptPlugins(folder.Path).Add("Script", "exit 0");
        await using var daemon = await DaemonProcess.StartAsync("--plugins", plugins.Folder, "--job-host", plugins.JobHost);
        Assert.Equal(0, (await Tool.RunAsync(daemon, "job", "submit", "Script")).ExitCode);
        var jobs = Path.Combine(daemon.DataDirectory, "jobs");
        await Eventually.HoldsAsync("the job is over", () => Directory.GetFiles(jobs, "exit", SearchOption.AllDirectories).Length == 1);
        // A full disk fails at the same place.
        Directory.Move(jobs, jobs + "-away");
        await File.WriteAllTextAsync(jobs, "in the way", TestContext.Current.CancellationToken);

        var said = await Tool.RunAsync(daemon, "job", "submit", "Script");

        Assert.Equal(1, said.ExitCode);
        Assert.StartsWith($"The job could not be written to {jobs}: ", said.Sentence(), StringComparison.Ordinal);
    }
}
