using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tracker.EndToEnd.Tests;

/// <summary>A real process that says in a line where it listens. It ends with the test.</summary>
internal sealed class RunningProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private RunningProcess(Process process, string folder, string address)
    {
        _process = process;
        _folder = folder;
        Client = new HttpClient { BaseAddress = new Uri($"http://{address}") };
    }

    public HttpClient Client { get; }

    public string Address => Client.BaseAddress!.Authority;

    /// <summary>trackerd of this build on free ports.</summary>
    public static Task<RunningProcess> TrackerdAsync()
    {
        var file = Repository.Executable("Tracker.Daemon", "trackerd");
        var folder = Directory.CreateTempSubdirectory("tracker-test-").FullName;
        return StartAsync(file, folder, @"listens: http (\S+),", "--data-dir", folder, "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0");
    }

    /// <summary>Debian's Prometheus on a free port, scraping every second with the shipped rules.</summary>
    public static Task<RunningProcess> PrometheusAsync(string target)
    {
        const string Tool = "/usr/bin/prometheus";
        if (!File.Exists(Tool) && Environment.GetEnvironmentVariable("CI") != "true") Assert.Skip($"{Tool} is not here: apt-get install prometheus");
        var folder = Directory.CreateTempSubdirectory("prometheus-test-").FullName;
        var shipped = Path.Combine(Repository.Root, "deploy", "prometheus");
        var config = File.ReadAllText(Path.Combine(shipped, "prometheus.yml"))
            .Replace("127.0.0.1:7070", target, StringComparison.Ordinal)
            .Replace(": 15s", ": 1s", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "prometheus.yml"), config);
        File.Copy(Path.Combine(shipped, "tracker.rules.yml"), Path.Combine(folder, "tracker.rules.yml"));
        return StartAsync(
            Tool,
            folder,
            "\"Listening on\" address=(\\S+)",
            $"--config.file={folder}/prometheus.yml",
            $"--storage.tsdb.path={folder}/data",
            "--web.listen-address=127.0.0.1:0");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<RunningProcess> StartAsync(string file, string folder, string listens, params string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => Fail();
        process.EnableRaisingEvents = true;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new RunningProcess(process, folder, await address.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

        void Read(string? line)
        {
            if (line is null) return;
            lock (said) said.Add(line);
            if (Regex.Match(line, listens) is { Success: true } match) address.TrySetResult(match.Groups[1].Value);
        }

        void Fail()
        {
            lock (said) address.TrySetException(new InvalidOperationException($"{file} ended: {string.Join('\n', said)}"));
        }
    }
}
