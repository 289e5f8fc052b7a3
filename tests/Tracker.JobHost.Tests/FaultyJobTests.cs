using System.Text.Json;

namespace Tracker.JobHost.Tests;

public sealed class FaultyJobTests
{
    [Fact]
    public async Task Run_ThatGoesWell_EndsWithZero()
    {
        await using var job = Start("ok");
        Assert.Equal(0, await job.ExitAsync());
        Assert.Equal([1, 1 / 2.0, 1 / 3.0, 1 / 4.0, 1 / 5.0], job.Values("train/loss"));
    }

    [Fact]
    public async Task DryRun_OfAJobThatSpeaks_PrintsPhasesAndAlerts()
    {
        await using var job = Start("speak");
        Assert.Equal(0, await job.ExitAsync());
        Assert.Equal(
            [
                """{"phase":"unfreeze","step":6}""",
                """{"alert":"odd batch","text":"all of one class","severity":"Critical"}""",
                """{"alert":"odd batch","text":"","severity":null}""",
            ],
            job.Lines.Select(static line => line.GetRawText()).Where(static line => line.Contains("phase", StringComparison.Ordinal) || line.Contains("alert", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_ThatThrows_EndsWithSeventyAndTheReasonLast()
    {
        await using var job = Start("throw");
        Assert.Equal(70, await job.ExitAsync());
        Assert.Contains("at Tracker.TestPlugins.Faulty.FaultyJob.RunAsync", job.Errors, StringComparison.Ordinal);
        Assert.EndsWith("\nInvalidOperationException: the sampler lost its place", job.Errors, StringComparison.Ordinal);
        Assert.Equal(5, job.Values("train/loss").Length);
    }

    [Fact]
    public async Task Run_MatmulOfWrongShapes_AbortsAndSaysWhy()
    {
        await using var job = Start("matmul");
        Assert.Equal(134, await job.ExitAsync());
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", job.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_WhatWaitsForTheToken_EndsWithStopped()
    {
        await using var job = Start("wait", steps: 10);
        await job.TenStepsAsync();
        job.Terminate();
        Assert.Equal(75, await job.ExitAsync(TimeSpan.FromSeconds(2)));
        Assert.Empty(job.Errors);
    }

    [Fact]
    public async Task Terminate_WhatHangsInNativeCode_IsLeftToTheSupervisor()
    {
        await using var job = Start("hang", steps: 10);
        await job.TenStepsAsync();
        job.Terminate();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.ExitAsync(TimeSpan.FromSeconds(1)));
        Assert.False(job.HasExited);
    }

    [Fact]
    public async Task Run_UnknownPluginFolder_IsRefused()
    {
        await using var job = JobProcess.StartDry(Path.Combine(Paths.Root, "artifacts", "plugins", "Nothing"), new { });
        Assert.Equal(65, await job.ExitAsync());
        Assert.StartsWith("There is no plugin folder ", job.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FolderWithoutItsAssembly_IsRefused()
    {
        var folder = Directory.CreateTempSubdirectory("tracker-plugin-");
        await using var job = JobProcess.StartDry(folder.FullName, new { });
        Assert.Equal(65, await job.ExitAsync());
        Assert.Contains($"holds no {folder.Name}.dll", job.Errors, StringComparison.Ordinal);
        folder.Delete();
    }

    [Fact]
    public async Task Run_AssemblyThatIsNone_IsRefused()
    {
        var folder = Directory.CreateTempSubdirectory("tracker-plugin-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, folder.Name + ".dll"), "no assembly");
        await using var job = JobProcess.StartDry(folder.FullName, new { });
        Assert.Equal(65, await job.ExitAsync());
        Assert.Contains("cannot be loaded", job.Errors, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_WithoutASpec_IsRefused()
    {
        await using var job = JobProcess.Start(null, ["--dry-run", "/nowhere/spec.json"]);
        Assert.Equal(65, await job.ExitAsync());
        Assert.StartsWith("/nowhere/spec.json cannot be read", job.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutArguments_SaysHowItIsUsed()
    {
        await using var job = JobProcess.Start(null, []);
        Assert.Equal(64, await job.ExitAsync());
        Assert.StartsWith("usage: tracker-job", job.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutADaemon_KeepsTheSamplesInItsSpool()
    {
        var directory = Directory.CreateTempSubdirectory("tracker-job-").FullName;
        var spec = Path.Combine(directory, "spec.json");
        await File.WriteAllTextAsync(spec, JsonSerializer.Serialize(new { run = "0123456789abcdef0123456789abcdef", plugin = "Faulty", pluginPath = Paths.Faulty }));
        var nowhere = new Dictionary<string, string> { ["TRACKER_SERVER"] = $"unix:{directory}/none.sock" };
        await using var job = JobProcess.Start(directory, [spec], environment: nowhere);
        Assert.Equal(0, await job.ExitAsync());
        Assert.NotEqual(0, Directory.GetFiles(Path.Combine(directory, "spool"), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length));
        Assert.NotEmpty(job.Errors);
    }

    [Fact]
    public async Task Describe_Plugin_PrintsOneLineOfJson()
    {
        await using var job = JobProcess.Start(null, ["--describe", Paths.Faulty]);
        Assert.Equal(0, await job.ExitAsync());
        var page = Assert.Single(job.Lines);
        Assert.Equal("Faulty", page.GetProperty("name").GetString());
        Assert.Equal(["mode", "steps"], page.GetProperty("hyperparameters").EnumerateArray().Select(h => h.GetProperty("name").GetString()));
    }

    private static JobProcess Start(string mode, int steps = 5) =>
        JobProcess.StartDry(Paths.Faulty, new Dictionary<string, string> { ["mode"] = mode, ["steps"] = $"{steps}" });
}
