using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;
using Tracker.Client.Connection;
using Tracker.Contracts.V1;
using Tracker.Testing;

namespace Tracker.Benchmarks.Measuring;

/// <summary>A real trackerd with default options on a data directory of its own, and what it uses.</summary>
internal sealed class MeasuredDaemon : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    // One look in four of a daemon that does nothing but answer GetStatus takes a tick.
    private const double QuietShare = 0.03;
    private const int QuietLooks = 4;

    private readonly DaemonProcess _process;

    private MeasuredDaemon(DaemonProcess process) => _process = process;

    public string DataDirectory => _process.DataDirectory;

    public string Socket => _process.Socket;

    public double CpuNanoseconds => ProcessUse.CpuNanoseconds(_process.Id);

    public long ResidentBytes => ProcessUse.ResidentBytes(_process.Id);

    /// <summary>Of the database, once it was stopped: its log is in it then.</summary>
    public long DatabaseBytes => new FileInfo(Path.Combine(_process.DataDirectory, "tracker.db")).Length;

    public static async Task<MeasuredDaemon> StartAsync() => new(await DaemonProcess.StartAsync());

    /// <summary>Starts it again on the same data; returns how long it took until it listens.</summary>
    public async Task<TimeSpan> StartAgainAsync()
    {
        var watch = Stopwatch.StartNew();
        await _process.StartAgainAsync();
        return watch.Elapsed;
    }

    public GrpcChannel Connect() => TrackerChannel.Open(ServerAddress.Unix(Socket));

    /// <summary>Returns when nothing is left to seal and the daemon has been idle for a second.</summary>
    /// <exception cref="TimeoutException">It is still at work.</exception>
    public async Task SettleAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var channel = Connect();
        var daemon = new DaemonService.DaemonServiceClient(channel);
        using var timer = new PeriodicTimer(Look);
        var watch = Stopwatch.StartNew();
        var before = CpuNanoseconds;
        var quiet = 0;
        var work = new Queue<double>();
        while (quiet < QuietLooks)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            var status = await daemon.GetStatusAsync(new GetStatusRequest(), cancellationToken: cancellationToken);
            var now = CpuNanoseconds;
            work.Enqueue(now - before);
            before = now;
            if (work.Count > QuietLooks) work.Dequeue();
            var unsealed = status.UnsealedSamples;
            var isIdle = work.Count == QuietLooks && work.Sum() <= QuietShare * QuietLooks * Look.TotalNanoseconds;
            quiet = unsealed == 0 && isIdle ? QuietLooks : 0;
            if (watch.Elapsed < patience) continue;
            throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture,
                $"After {patience.TotalSeconds:0} s trackerd is still at work ({unsealed} samples unsealed, {work.Sum() / 1e6:0} ms CPU in the last second)."));
        }
    }

    /// <summary>Ends it as a service manager does, so that it copies its log into the database.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await Eventually.HoldsAsync("trackerd stopped", () => _process.HasExited, TimeSpan.FromMinutes(2));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
