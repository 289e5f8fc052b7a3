using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Tracker.Testing;

namespace Tracker.JobHost.Tests;

/// <summary>One real tracker-job process in a directory of its own, which both go with this object.</summary>
internal sealed partial class JobProcess : IAsyncDisposable
{
    private const int Term = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<JsonElement> _lines = new();
    private readonly TaskCompletionSource _tenSteps = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private JobProcess(string directory, ProcessStartInfo start)
    {
        Directory = directory;
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, e) => { if (e.Data is not null) _errors.Enqueue(e.Data); };
        _process.OutputDataReceived += (_, e) => { if (e.Data is not null) Take(e.Data); };
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string Directory { get; }

    public string Errors => string.Join('\n', _errors);

    /// <summary>What was printed, each line an object.</summary>
    public IReadOnlyCollection<JsonElement> Lines => _lines;

    /// <summary>Values of a metric in the order of printing.</summary>
    public double[] Values(string metric) =>
        [.. _lines.Where(line => line.TryGetProperty(metric, out _)).Select(line => Number(line.GetProperty(metric)))];

    public static JobProcess StartDry(
        string plugin, object hyperparameters, string device = "cpu", string? host = null, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        directory ??= System.IO.Directory.CreateTempSubdirectory("tracker-job-").FullName;
        var spec = Path.Combine(directory, "spec.json");
        var content = new { run = "0123456789abcdef0123456789abcdef", plugin = Path.GetFileName(plugin), pluginPath = plugin, device, hyperparameters, seed = 1, attempt = 1 };
        File.WriteAllText(spec, JsonSerializer.Serialize(content));
        return Start(directory, ["--dry-run", spec], host, environment);
    }

    public static JobProcess Start(string? directory, string[] arguments, string? host = null, IReadOnlyDictionary<string, string>? environment = null, bool hasInput = false)
    {
        var start = new ProcessStartInfo(host ?? Paths.JobHost, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = hasInput };
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new JobProcess(directory ?? System.IO.Directory.CreateTempSubdirectory("tracker-job-").FullName, start);
    }

    /// <summary>So many lines were printed.</summary>
    public Task LinesAsync(int count) => Eventually.HoldsAsync($"it printed {count} lines", () => _lines.Count >= count, Patience);

    public void CloseInput() => _process.StandardInput.Close();

    public Task TenStepsAsync() => _tenSteps.Task.WaitAsync(Patience, TimeProvider.System);

    public async Task<int> ExitAsync(TimeSpan? within = null)
    {
        using var source = new CancellationTokenSource(within ?? Patience, TimeProvider.System);
        await _process.WaitForExitAsync(source.Token);
        return _process.ExitCode;
    }

    public bool HasExited => _process.HasExited;

    public void Terminate() => Assert.Equal(0, Kill(_process.Id, Term));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private void Take(string line)
    {
        var value = JsonDocument.Parse(line).RootElement;
        _lines.Enqueue(value);
        if (value.TryGetProperty("step", out var step) && step.GetDouble() >= 10) _tenSteps.TrySetResult();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
