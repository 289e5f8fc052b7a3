using System.Diagnostics;
using System.Text.Json;

namespace Tracker.EndToEnd.Tests;

/// <summary>The whole product at once: daemon, jobs with TorchSharp, an external Python trainer, judgement, command line.</summary>
public sealed class DemoTests
{
    private static readonly string[] Names = ["healthy", "lr-too-low", "lr-too-high", "overfit", "nan", "silent"];

    [Fact]
    public async Task Demo_Once_FindsWhatIsWrongWithEachRunAndLeavesNothingBehind()
    {
        RequiredTool.Python();
        var watch = Stopwatch.StartNew();
        var demo = await RunningProgram.RunAsync(Repository.Executable("Tracker.Cli", "tracker"), ["demo", "--once", "--json"], TimeSpan.FromMinutes(3));
        var (output, error) = (demo.Output, demo.Errors);
        Assert.True(demo.ExitCode == 0, $"exit code {demo.ExitCode}: {error}");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(120), $"it took {watch.Elapsed}");

        var runs = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(Name);
        Assert.Equal(Names, runs.Keys);
        var all = string.Join('\n', runs.Values);
        Assert.True(Pages(runs["healthy"]).Length == 0 && runs["healthy"].GetProperty("findings").GetArrayLength() == 0, all);
        Expect(runs["lr-too-low"], ["stuck-loss", "slow-learning"], "learning-rate-too-low");
        Expect(runs["lr-too-high"], ["diverged", "oscillation", "stuck-loss"], "learning-rate-too-high");
        Expect(runs["overfit"], ["train-val-divergence"], "too-little-data", "under-regularised");
        Expect(runs["nan"], ["non-finite"], "non-finite-input");
        Assert.Contains(("stalled-run", "critical"), Pages(runs["silent"]));
        Assert.Equal("running", runs["silent"].GetProperty("status").GetString());
        foreach (var run in runs.Values)
        {
            Assert.Equal(32, run.GetProperty("run").GetString()!.Length);
            foreach (var alert in run.GetProperty("alerts").EnumerateArray()) Assert.InRange(alert.GetProperty("step").GetInt64(), 0, 100_000);
            foreach (var finding in run.GetProperty("findings").EnumerateArray()) Assert.NotEqual(0, finding.GetProperty("evidence").GetArrayLength());
        }

        // What it started is named on stderr; none of it is left.
        var data = error.Split(' ', '\n', ',').First(word => word.Contains("tracker-demo-", StringComparison.Ordinal)).TrimEnd('.', ',');
        Assert.False(Directory.Exists(data), data);
        Assert.DoesNotContain(CommandLines(), line => line.Contains(data, StringComparison.Ordinal));
    }

    private static void Expect(JsonElement run, string[] detectors, params string[] causes)
    {
        Assert.True(Pages(run).Any(page => detectors.Contains(page.Detector)), $"none of {string.Join(", ", detectors)} in {run}");
        var findings = run.GetProperty("findings");
        Assert.True(findings.GetArrayLength() > 0 && causes.Contains(findings[0].GetProperty("cause").GetString()), $"not {string.Join(" or ", causes)} first in {run}");
        Assert.True(run.GetProperty("remedies").GetArrayLength() > 0, $"no remedy in {run}");
    }

    /// <summary>Alerts above info.</summary>
    private static (string Detector, string Severity)[] Pages(JsonElement run) =>
    [
        .. run.GetProperty("alerts").EnumerateArray()
            .Select(alert => (alert.GetProperty("detector").GetString()!, alert.GetProperty("severity").GetString()!))
            .Where(alert => alert.Item2 != "info"),
    ];

    private static string Name(JsonElement run) => run.GetProperty("name").GetString()!;

    private static IEnumerable<string> CommandLines()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(directory, "cmdline"));
            }
            catch (IOException)
            {
                continue;
            }

            yield return line.Replace('\0', ' ');
        }
    }
}
