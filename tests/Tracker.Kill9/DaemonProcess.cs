using System.Diagnostics;

namespace Tracker.Kill9;

/// <summary>The real daemon, started on the same data again and again.</summary>
internal sealed class DaemonProcess(string executable, string dataDirectory) : IDisposable
{
    private readonly List<string> _output = [];
    private Process? _process;

    public string Socket => Path.Combine(dataDirectory, "trackerd.sock");

    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output.TakeLast(40));
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(executable) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["--data-dir", dataDirectory, "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0"])
            start.ArgumentList.Add(argument);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data, listens);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, listens);
        _process.Exited += (_, _) => listens.TrySetException(new InvalidOperationException("the daemon ended while it started:\n" + Output));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await listens.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>SIGKILL: nothing of it runs any more, no handler, no flush.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is null)
            return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Take(string? line, TaskCompletionSource listens)
    {
        if (line is null)
            return;
        lock (_output)
            _output.Add(line);
        if (line.Contains(" listens: ", StringComparison.Ordinal))
            listens.TrySetResult();
    }
}
