using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tracker.EndToEnd.Tests;

/// <summary>What the README shows is what runs.</summary>
public sealed partial class ReadmeTests
{
    [GeneratedRegex(@"<!-- (\S+) -->\n```\w+\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example { get; }

    [Fact]
    public void Examples_InTheReadme_AreTheFilesThatTheyName()
    {
        var examples = Example.Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")));

        Assert.Equal(2, examples.Count);
        Assert.All(examples, example => Assert.Equal(
            File.ReadAllText(Path.Combine(Repository.Root, example.Groups[1].Value)), example.Groups[2].Value));
    }

    [Fact]
    public async Task CSharpExample_BesideADaemon_ReportsAFinishedRun()
    {
        await using var daemon = await DaemonProcess.StartAsync();
        using var spool = new TempFolder();
        var result = await RunningProgram.RunAsync(
            Repository.Executable("ReportOneRun", "ReportOneRun"), [], null, ("TRACKER_SERVER", daemon.Server), ("XDG_STATE_HOME", spool.Path));

        Assert.Equal(0, result.ExitCode);
        await AssertOneFinishedRunAsync(daemon, "from-csharp");
    }

    [Fact]
    public async Task PythonExample_BesideADaemon_ReportsAFinishedRun()
    {
        RequiredTool.Python();
        await using var daemon = await DaemonProcess.StartAsync();
        var examples = Path.Combine(Repository.Root, "docs", "examples", "python");
        var result = await RunningProgram.RunAsync(
            "/usr/bin/python3", [Path.Combine(examples, "log_one.py")], null, ("TRACKER_SERVER", $"http://{daemon.Grpc}"));

        Assert.True(result.ExitCode == 0, result.Errors);
        await AssertOneFinishedRunAsync(daemon, "by-hand");
    }

    private static async Task AssertOneFinishedRunAsync(DaemonProcess daemon, string name)
    {
        using var http = new HttpClient();
        var answer = await http.GetFromJsonAsync<JsonElement>(new Uri($"http://{daemon.Http}/api/v1/runs"));
        var run = Assert.Single(answer.GetProperty("runs").EnumerateArray());
        Assert.Equal(name, run.GetProperty("name").GetString());
        Assert.Equal("RUN_STATUS_FINISHED", run.GetProperty("status").GetString());
        Assert.Equal(99, int.Parse(run.GetProperty("step").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
    }
}
