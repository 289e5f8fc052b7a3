using System.Net.Http.Json;
using System.Text.Json;

namespace Tracker.EndToEnd.Tests;

/// <summary>What the example Python client says beside samples.</summary>
public sealed class PythonWordsTests
{
    private const string Script = """
        import tracker_client
        run = tracker_client.TrackerRun(name="words")
        run.log(0, {"train/loss": 2.3, "rollout/ep_rew_mean": 1.0})
        run.phase("longer context", 1)
        run.alert("odd batch", "all of one class", "critical", step=1)
        run.alert("over soon")
        run.alert("over soon", severity=None)
        run.alert("never sent", severity="terrible")
        run.phase("never sent", "a step")
        run.log(1, {"train/loss": 2.2, "rollout/ep_rew_mean": 1.0})
        print(run.id, run.close(60))
        """;

    [Fact]
    public async Task PhaseAndAlert_FromPython_AreThere()
    {
        RequiredTool.Python();
        await using var daemon = await DaemonProcess.StartAsync();
        using var folder = new TempFolder();
        var script = Path.Combine(folder.Path, "words.py");
        await File.WriteAllTextAsync(script, Script);
        var result = await RunningProgram.RunAsync(
            "/usr/bin/python3", [script], null, ("TRACKER_SERVER", $"http://{daemon.Grpc}"), ("XDG_STATE_HOME", folder.Path),
            ("PYTHONPATH", Path.Combine(Repository.Root, "docs", "examples", "python")));
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.EndsWith(" True", result.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("tracker: not sent:", result.Errors, StringComparison.Ordinal);

        using var http = new HttpClient();
        var answer = await http.GetFromJsonAsync<JsonElement>(new Uri($"http://{daemon.Http}/api/v1/runs/words"));
        var run = answer.GetProperty("run");
        Assert.Equal(("longer context", "1"), (run.GetProperty("phase").GetString(), run.GetProperty("phaseStep").GetString()));
        Assert.Equal("rollout/ep_rew_mean", run.GetProperty("kindInferredFrom").GetString());
        var alerts = answer.GetProperty("alerts").EnumerateArray().ToDictionary(alert => alert.GetProperty("title").GetString()!);
        Assert.Equal(["odd batch", "over soon"], alerts.Keys.Order());
        Assert.Equal("SEVERITY_CRITICAL", alerts["odd batch"].GetProperty("severity").GetString());
        Assert.Equal(("trainer", "odd batch: all of one class"), (alerts["odd batch"].GetProperty("detector").GetString(), alerts["odd batch"].GetProperty("message").GetString()));
        Assert.Equal("ALERT_STATE_RESOLVED", alerts["over soon"].GetProperty("state").GetString());
    }
}
