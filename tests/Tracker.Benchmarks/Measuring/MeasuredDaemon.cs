using System.Buffers.Binary;
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

    /// <summary>
    /// Pages of the database that hold something, once it was stopped: its log is in it then. Pages that sealing freed are used again or
    /// given back a megabyte a second, so they are no cost of a sample.
    /// </summary>
    public long DatabaseBytes
    {
        get
        {
            // https://www.sqlite.org/fileformat2.html#the_database_header
            using var file = File.OpenRead(Path.Combine(_process.DataDirectory, "tracker.db"));
            Span<byte> header = stackalloc byte[40];
            file.ReadExactly(header);
            var pageBytes = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
            return file.Length - ((long)BinaryPrimitives.ReadUInt32BigEndian(header[36..]) * pageBytes);
        }
    }

    public static async Task<MeasuredDaemon> StartAsync() => new(await DaemonProcess.StartAsync());

    /// <summary>Starts it again on the same data; returns how long it took until it listens.</summary>
    public async Task<TimeSpan> StartAgainAsync()
    {
        var watch = Stopwatch.StartNew();
        await _process.StartAgainAsync();
        return watch.Elapsed;
    }

    public GrpcChannel Connect() => TrackerChannel.Open(ServerAddress.Unix(Socket));

    /// <summary>Returns when the daemon has been idle for a second.</summary>
    /// <param name="runsAreOver">Then nothing may be left to seal. Of runs that live, what fills no chunk yet waits for more.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It is still at work.</exception>
    public async Task SettleAsync(bool runsAreOver, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var channel = Connect();
        var daemon = new DaemonService.DaemonServiceClient(channel);
        using var timer = new PeriodicTimer(Look);
        var watch = Stopwatch.StartNew();
        var before = CpuNanoseconds;
        var work = new Queue<double>();
        while (true)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            var status = await daemon.GetStatusAsync(new GetStatusRequest(), cancellationToken: cancellationToken);
            var now = CpuNanoseconds;
            work.Enqueue(now - before);
            before = now;
            if (work.Count > QuietLooks) work.Dequeue();
            var unsealed = runsAreOver ? status.UnsealedSamples : 0;
            var isIdle = work.Count == QuietLooks && work.Sum() <= QuietShare * QuietLooks * Look.TotalNanoseconds;
            if (unsealed == 0 && isIdle) return;
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
