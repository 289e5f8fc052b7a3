using System.Globalization;
using Tracker.Cli.Connection;

namespace Tracker.Cli.Demo;

/// <summary>The demo's own daemon: temporary data, free ports.</summary>
internal sealed class DemoDaemon : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private DemoDaemon(string data, BackgroundProcess process, DaemonConnection connection)
    {
        Data = data;
        Process = process;
        Connection = connection;
    }

    public string Data { get; }

    public BackgroundProcess Process { get; }

    public DaemonConnection Connection { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="CliException">It does not start; the sentence is its own.</exception>
    public static async Task<DemoDaemon> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        // Its name stays short: a socket's path takes 107 bytes.
        var data = Directory.CreateTempSubdirectory("tracker-demo-").FullName;
        var plugins = Installation.Plugins ?? throw new CliException("The plugins are not built: run ./tracker demo at the root of the repository.");
        var socket = Path.Combine(data, "trackerd.sock");
        var process = BackgroundProcess.Start(
            Path.Combine(data, "trackerd.log"),
            Installation.Daemon,
            [
                "--data-dir", data,
                "--http", "127.0.0.1:0",
                "--grpc", "127.0.0.1:0",
                "--socket", socket,
                "--plugins", plugins,
                "--job-host", Installation.JobHost,
                "--slots", DemoPlan.Slots.ToString(CultureInfo.InvariantCulture),
                "--stall-floor", $"{DemoPlan.StallFloor}s",
            ]);
        try
        {
            await AppearsAsync(Path.Combine(data, "trackerd.json"), process, time, cancellationToken).ConfigureAwait(false);
            return new DemoDaemon(data, process, await DaemonConnection.OpenAsync($"unix:{socket}", cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await process.StopAsync().ConfigureAwait(false);
            process.Dispose();
            Directory.Delete(data, recursive: true);
            throw;
        }
    }

    /// <summary>Stops it and removes its data.</summary>
    public async Task StopAsync()
    {
        await Process.StopAsync().ConfigureAwait(false);
        Directory.Delete(Data, recursive: true);
    }

    public void Dispose()
    {
        Connection.Dispose();
        Process.Dispose();
    }

    private static async Task AppearsAsync(string file, BackgroundProcess process, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!File.Exists(file))
        {
            if (process.HasExited) throw new CliException($"The daemon did not start: {process.LastLine()}");
            if (time.GetElapsedTime(began) > Patience) throw new CliException($"The daemon did not start within {Patience.TotalSeconds:0} s: {process.LastLine()}");
            await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
