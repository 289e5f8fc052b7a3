using System.Text.Json;
using Tracker.Client;
using Tracker.Testing;

namespace Tracker.Cli.Tests;

/// <summary>From a daemon whose trainers stream to another machine: the real executables, with a kill -9 between.</summary>
public sealed class BackupCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Backup => Path.Combine(_folder.Path, "all.tracker");

    private string Elsewhere => Path.Combine(_folder.Path, "elsewhere");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Backup_TrainersStream_RestoredElsewhereHoldsAllThatWasAcknowledgedBefore()
    {
        await using var daemon = await DaemonProcess.StartAsync();
        var trainers = Enumerable.Range(1, 3).Select(n => TrackerRun.Start(Options(daemon, $"run-{n}"))).ToList();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var training = TrainAsync(trainers, pace);
        var before = await StepsAsync(daemon, 300);

        var made = (await Tool.RunAsync(daemon, "backup", Backup, "--json")).Json().Single();
        var verified = await Tool.RunAsync("backup", "--verify", Backup);
        var again = await Tool.RunAsync(daemon, "backup", Backup);
        await daemon.KillAsync();
        pace.Dispose();
        await training;
        foreach (var trainer in trainers) await trainer.DisposeAsync();
        var restored = await Tool.RunAsync("restore", Backup, "--data-dir", Elsewhere);
        var twice = await Tool.RunAsync("restore", Backup, "--data-dir", Elsewhere);

        Assert.Equal((3, Backup), (made.GetProperty("runs").GetInt32(), made.GetProperty("backup").GetString()));
        Assert.StartsWith($"{Backup} is whole: 3 runs as of ", verified.Output, StringComparison.Ordinal);
        Assert.Equal($"{Backup} is there already: give another name.", again.Sentence());
        Assert.False(File.Exists(Backup + ".part"));
        Assert.Equal(0, restored.ExitCode);
        Assert.StartsWith("restored 3 runs as of ", restored.Output, StringComparison.Ordinal);
        Assert.StartsWith($"{Path.Combine(Elsewhere, "tracker.db")} is there: restore into another --data-dir", twice.Sentence(), StringComparison.Ordinal);

        await using var next = await DaemonProcess.StartOnAsync(Elsewhere);
        foreach (var name in new[] { "run-1", "run-2", "run-3" })
        {
            var stored = (await Tool.RunAsync(next, "run", "export", name, "--json")).Json();
            var losses = stored.Where(sample => sample.GetProperty("metric").GetString() == "train/loss").Select(Sample).ToList();
            Assert.True(losses.Count > before[name], $"{losses.Count} of {name} are there, {before[name]} were stored before the backup");
            Assert.Equal(Enumerable.Range(0, losses.Count).Select(step => ((long)step, 1.0 / (1 + step))), losses);
        }
    }

    [Fact]
    public async Task Backup_WithoutADaemonOrPermission_LeavesNoFile()
    {
        var nobody = await Tool.RunAsync("backup", Backup, "--server", "unix:/nonexistent.sock");
        await using var daemon = await DaemonProcess.StartAsync();
        var stranger = await Tool.RunAsync("backup", Backup, "--server", $"http://{daemon.Grpc}");

        Assert.StartsWith("no daemon answers at unix:/nonexistent.sock", nobody.Sentence(), StringComparison.Ordinal);
        Assert.Contains("use the Unix socket", stranger.Sentence(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Restore_BackupCutShort_SaysSoAndMakesNothing()
    {
        await using var daemon = await DaemonProcess.StartAsync();
        await Tool.RunAsync(daemon, "backup", Backup);
        await using (var file = File.OpenWrite(Backup)) file.SetLength(file.Length / 2);

        var restored = await Tool.RunAsync("restore", Backup, "--data-dir", Elsewhere);
        var verified = await Tool.RunAsync("backup", "--verify", Backup);
        var missing = await Tool.RunAsync("restore", Backup + "x", "--data-dir", Elsewhere);

        Assert.Equal(1, restored.ExitCode);
        Assert.Equal($"{Backup} is cut short: its end is missing, so nothing of it is taken. Take another backup.", restored.Sentence());
        Assert.Equal(restored.Sentence(), verified.Sentence());
        Assert.Equal($"there is no backup {Backup}x: look at its name.", missing.Sentence());
        Assert.False(Directory.Exists(Elsewhere));
    }

    /// <summary>Ten rows a beat, until the beat ends.</summary>
    private static async Task TrainAsync(List<TrackerRun> trainers, PeriodicTimer pace)
    {
        for (var steps = 0L; await pace.WaitForNextTickAsync();)
        {
            for (var end = steps + 10; steps < end; steps++)
            {
                foreach (var trainer in trainers) trainer.Log(steps, ("train/loss", 1.0 / (1 + steps)), ("lr", 0.1));
            }
        }
    }

    private static (long Step, double Value) Sample(JsonElement sample) => (Number(sample.GetProperty("step")), sample.GetProperty("value").GetDouble());

    private static long Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : value.GetInt64();

    private RunOptions Options(DaemonProcess daemon, string name) => new()
    {
        Name = name,
        Server = daemon.Server,
        SpoolDirectory = Path.Combine(_folder.Path, "spools", name),
        CloseTimeout = TimeSpan.FromMilliseconds(100),
        OnMessage = _ => { },
    };

    /// <summary>Waits until each run has so many steps; tells how many.</summary>
    private static async Task<Dictionary<string, long>> StepsAsync(DaemonProcess daemon, long least)
    {
        var steps = new Dictionary<string, long>();
        await Eventually.HoldsAsync($"{least} steps of each", async () =>
        {
            foreach (var run in (await Tool.RunAsync(daemon, "run", "ls", "--json")).Json())
                steps[run.GetProperty("name").GetString()!] = Number(run.GetProperty("step"));
            return steps.Count == 3 && steps.Values.Min() >= least;
        });
        return steps;
    }
}
