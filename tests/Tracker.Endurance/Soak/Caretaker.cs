using System.Diagnostics;
using Tracker.Testing;

namespace Tracker.Endurance.Soak;

/// <summary>What is done to the daemon.</summary>
internal enum Care
{
    /// <summary>kill -9.</summary>
    Kill,

    /// <summary>SIGTERM and a start.</summary>
    Restart,

    /// <summary>A start with a store that is nearly at its limit, then one without.</summary>
    FullStore,

    /// <summary>Its files may not grow for a while, as on a full disk; it is not restarted.</summary>
    FullDisk,

    /// <summary>Connections of trainers are cut.</summary>
    Cut,
}

/// <summary>Starts, kills, restarts and starves the daemon, and measures its memory.</summary>
internal sealed class Caretaker(DaemonProcess daemon, Relay relay, Random dice, string logFile) : IDisposable
{
    private readonly Stopwatch _age = Stopwatch.StartNew();
    private readonly SemaphoreSlim _one = new(1);
    private MemoryCurve _memory = new();
    private int _process = daemon.Id;

    /// <summary>What each life of the daemon said.</summary>
    public string LogFile => logFile;

    public int Kills { get; private set; }

    public int Restarts { get; private set; }

    public int Cuts { get; private set; }

    public TimeSpan Full { get; private set; }

    /// <summary>The daemon is up and has room: what it answers counts.</summary>
    public bool Well { get; private set; } = true;

    /// <summary>Resident memory in MB.</summary>
    public double Rss { get; private set; }

    public double Peak { get; private set; }

    public MemoryCurve Memory => _memory;

    public TimeSpan Age => _age.Elapsed;

    /// <summary>Measures twice a second until it is stopped.</summary>
    public async Task MeasureAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.5));
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                if (!Well) continue;
                Rss = MemoryCurve.Of(_process);
                Peak = Math.Max(Peak, Rss);
                _memory.Add(_age.Elapsed, Rss);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    public async Task DoAsync(Care care, TimeSpan pressure, CancellationToken stop)
    {
        await _one.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        DateTimeOffset began = TimeProvider.System.GetUtcNow();
        try
        {
            switch (care)
            {
                case Care.Kill:
                    Kills++;
                    Well = false;
                    await daemon.KillAsync().ConfigureAwait(false);
                    await KeepLogAsync().ConfigureAwait(false);
                    await StartAsync().ConfigureAwait(false);
                    break;
                case Care.Restart:
                    await StopAsync().ConfigureAwait(false);
                    await StartAsync().ConfigureAwait(false);
                    break;
                case Care.FullStore:
                    await FillStoreAsync(pressure, stop).ConfigureAwait(false);
                    break;
                case Care.FullDisk:
                    await FillDiskAsync(pressure, stop).ConfigureAwait(false);
                    break;
                default:
                    Cuts += relay.Cut(dice, 0.3);
                    break;
            }
        }
        finally
        {
            await NoteAsync($"{began:HH:mm:ss.fff} to {TimeProvider.System.GetUtcNow():HH:mm:ss.fff}: {care}").ConfigureAwait(false);
            _one.Release();
        }
    }

    /// <summary>Keeps what the daemon has said in this life.</summary>
    public Task KeepLogAsync() => NoteAsync(daemon.Log);

    public void Dispose() => _one.Dispose();

    private async Task FillStoreAsync(TimeSpan pressure, CancellationToken stop)
    {
        await StopAsync().ConfigureAwait(false);
        long size = new FileInfo(Path.Combine(daemon.DataDirectory, "tracker.db")).Length + (256 << 10);
        await daemon.StartAgainAsync(("TRACKER__MaxStoreBytes", Math.Max(size, 1 << 20).ToString(System.Globalization.CultureInfo.InvariantCulture))).ConfigureAwait(false);
        await PassAsync(pressure, stop).ConfigureAwait(false);
        await StopAsync().ConfigureAwait(false);
        await StartAsync().ConfigureAwait(false);
    }

    private async Task FillDiskAsync(TimeSpan pressure, CancellationToken stop)
    {
        Well = false;
        daemon.LimitFiles(4_096);
        await PassAsync(pressure, stop).ConfigureAwait(false);
        daemon.LimitFiles(null);
        // Trainers come back within their longest pause.
        await PassAsync(TimeSpan.FromSeconds(2), stop).ConfigureAwait(false);
        Well = true;
    }

    private async Task PassAsync(TimeSpan time, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            await Task.Delay(time, TimeProvider.System, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The soak ends: so does the pressure.
        }

        Full += watch.Elapsed;
    }

    private async Task StopAsync()
    {
        Restarts++;
        Well = false;
        int code = await daemon.StopAsync().ConfigureAwait(false);
        await KeepLogAsync().ConfigureAwait(false);
        if (code != 0) throw new InvalidOperationException($"the daemon ended with code {code} when it was told to stop:\n{daemon.LastWords}");
    }

    private Task NoteAsync(string line) => File.AppendAllTextAsync(logFile, line + "\n", CancellationToken.None);

    private async Task StartAsync()
    {
        await daemon.StartAgainAsync().ConfigureAwait(false);
        _process = daemon.Id;
        _memory = new MemoryCurve();
        _age.Restart();
        Well = true;
    }
}
