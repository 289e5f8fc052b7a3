using System.Diagnostics;
using Tracker.Cli.Connection;

namespace Tracker.Cli.Demo;

/// <summary>A process in a session of its own, so that an interrupt in the terminal ends the demo in order; its output is a file.</summary>
internal sealed class BackgroundProcess : IDisposable
{
    // setsid takes the place of the shell and the program that of setsid: one process id from the start.
    private const string Script = "log=$1; shift; exec setsid \"$@\" >>\"$log\" 2>&1 </dev/null";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process _process;

    private BackgroundProcess(Process process, string log)
    {
        _process = process;
        Log = log;
    }

    public int Id => _process.Id;

    public string Log { get; }

    public bool HasExited => _process.HasExited;

    public static BackgroundProcess Start(string log, string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])["-c", Script, "sh", log, program, .. arguments]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new CliException($"{program} did not start.");
        return new BackgroundProcess(process, log);
    }

    /// <summary>The last line that it printed; empty when it printed nothing.</summary>
    public string LastLine()
    {
        try
        {
            return File.ReadLines(Log).LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>A term signal, patience, a kill.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited) return;
        Posix.Terminate(_process.Id);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await KillAsync().ConfigureAwait(false);
        }
    }

    /// <summary>It gets no chance to say goodbye.</summary>
    public async Task KillAsync()
    {
        if (_process.HasExited) return;
        _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    public void Dispose() => _process.Dispose();
}
