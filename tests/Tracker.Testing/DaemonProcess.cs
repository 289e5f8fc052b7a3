using System.Text.Json;

namespace Tracker.Testing;

/// <summary>The real trackerd in a process of its own, on free loopback ports, with a data directory that survives its restarts.</summary>
public sealed class DaemonProcess : IAsyncDisposable
{
    private readonly TempFolder? _data;
    private readonly string[] _arguments;
    private readonly (string Name, string Value)[] _environment;
    private RunningProgram? _program;

    private DaemonProcess(TempFolder? data, string directory, string[] arguments, (string Name, string Value)[] environment)
    {
        _data = data;
        DataDirectory = directory;
        _arguments = arguments;
        _environment = environment;
    }

    public string DataDirectory { get; }

    public string Socket => Path.Combine(DataDirectory, "trackerd.sock");

    /// <summary>As clients take it: unix:/path.</summary>
    public string Server => $"unix:{Socket}";

    /// <summary>host:port of the HTTP door.</summary>
    public string Http => Address("http");

    /// <summary>host:port of the gRPC door.</summary>
    public string Grpc => Address("grpc");

    public int Id => _program!.Id;

    public bool HasExited => _program!.HasExited;

    public string Log => _program!.Errors + _program.Output;

    /// <summary>The end of its log.</summary>
    public string LastWords => string.Join('\n', Log.Split('\n').TakeLast(40));

    public static Task<DaemonProcess> StartAsync(params string[] arguments) => StartAsync(arguments, []);

    /// <param name="arguments">Flags.</param>
    /// <param name="environment">Variables, as TRACKER__JOBS__QUEUELENGTH.</param>
    public static async Task<DaemonProcess> StartAsync(string[] arguments, (string Name, string Value)[] environment)
    {
        var data = new TempFolder();
        var daemon = new DaemonProcess(data, data.Path, arguments, environment);
        await daemon.StartAgainAsync();
        return daemon;
    }

    /// <summary>On a directory that is there, and stays.</summary>
    public static async Task<DaemonProcess> StartOnAsync(string directory, params string[] arguments)
    {
        var daemon = new DaemonProcess(null, directory, arguments, []);
        await daemon.StartAgainAsync();
        return daemon;
    }

    /// <summary>Starts it on the same data; returns when it listens.</summary>
    /// <param name="environment">Settings of this start alone, as TRACKER__KEY.</param>
    public async Task StartAgainAsync(params (string Name, string Value)[] environment)
    {
        if (_program is not null) await _program.DisposeAsync();
        Posix.IgnoreFileSizeSignal();
        string[] doors = ["--data-dir", DataDirectory, "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0"];
        _program = RunningProgram.Start(Repository.Executable("Tracker.Daemon", "trackerd"), [.. doors, .. _arguments], [.. _environment, .. environment]);
        await Eventually.HoldsAsync(
            "trackerd listens", () => _program.HasExited || _program.Output.Contains("listens:", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        if (_program.HasExited) throw new InvalidOperationException($"trackerd ended at once: {Log}");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _program!.Kill();
        await _program.EndAsync();
    }

    /// <summary>SIGTERM, as a service manager stops it.</summary>
    public async Task<int> StopAsync()
    {
        _program!.Signal(Posix.Term);
        return (await _program.EndAsync()).ExitCode;
    }

    /// <summary>SIGSTOP: it takes nothing from any door until it is <see cref="Resume">resumed</see>.</summary>
    public void Pause() => _program!.Signal(Posix.Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => _program!.Signal(Posix.Continue);

    /// <summary>Files of the daemon may grow to this and no further, as if the disk were full; null lifts it again.</summary>
    public void LimitFiles(long? bytes) => Posix.LimitFiles(Id, bytes);

    public async ValueTask DisposeAsync()
    {
        if (_program is not null) await _program.DisposeAsync();
        Posix.IgnoreFileSizeSignal();
        _data?.Dispose();
    }

    private string Address(string door)
    {
        using var addresses = JsonDocument.Parse(File.ReadAllText(Path.Combine(DataDirectory, "trackerd.json")));
        return addresses.RootElement.GetProperty(door).GetString()!;
    }
}
