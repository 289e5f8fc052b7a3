using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Tracker.Daemon.Tests.Ingest;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Faults;

/// <summary>
/// A real daemon on a real disk of 16 MiB, most of it taken, where this user may make one; elsewhere on one whose files may grow no further. It fills up in
/// the midst of a stream, gets room again, and is killed: all that was acknowledged is there, once.
/// </summary>
public sealed class FullDiskTests
{
    private const int Rows = 2_000;

    [Fact]
    public async Task Report_DiskFillsUpAndGetsRoomAndTheDaemonIsKilled_KeepsAllThatWasAcknowledged()
    {
        using var folder = new TempFolder();
        await using var disk = await SmallDisk.MountAsync(folder.Path);
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var filler = Path.Combine(folder.Path, "filler");
        if (disk.IsReal) await File.WriteAllBytesAsync(filler, new byte[13 << 20], TestContext.Current.CancellationToken);
        await using var daemon = await DaemonProcess.StartOnAsync(folder.Path);
        if (!disk.IsReal) daemon.LimitFiles(2 << 20);
        var (run, producer) = (Trainer.NewId(), Guid.NewGuid().ToString("N"));

        var full = await PushAsync(daemon, run, producer, 400);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{daemon.Http}") };
        using var ready = await http.GetAsync("/healthz/ready", TestContext.Current.CancellationToken);
        var why = await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("live\n", await http.GetStringAsync("/healthz/live", TestContext.Current.CancellationToken));
        File.Delete(filler);
        if (!disk.IsReal) daemon.LimitFiles(null);
        var more = full;
        await Eventually.HoldsAsync("it takes more again", async () => (more = Math.Max(more, await PushAsync(daemon, run, producer, full + 20))) >= full + 20);
        await daemon.KillAsync();
        await daemon.StartAgainAsync();

        Assert.InRange(full, 2UL, 399UL);
        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Contains(disk.IsReal ? "is full: make room there" : "The disk of", why, StringComparison.Ordinal);
        using var channel = GrpcChannel.ForAddress($"http://{daemon.Grpc}");
        var stored = (await Exported.SamplesAsync(channel.CreateCallInvoker(), run)).Select(sample => sample.Step).ToList();
        Assert.Equal(Enumerable.Range(0, stored.Count).Select(step => (long)step), stored);
        Assert.True(stored.Count >= (int)(more - 1) * Rows, $"{stored.Count} rows are stored, {(more - 1) * Rows} were acknowledged");
    }

    /// <summary>Reports on from where the daemon is, one message after the other is acknowledged, up to a sequence or until it takes no more.</summary>
    /// <returns>The highest that was acknowledged.</returns>
    private static async Task<ulong> PushAsync(DaemonProcess daemon, string run, string producer, ulong through)
    {
        using var channel = GrpcChannel.ForAddress($"http://{daemon.Grpc}");
        var acknowledged = 0UL;
        try
        {
            using var trainer = await Trainer.GreetAsync(channel.CreateCallInvoker(), run, producer);
            acknowledged = await trainer.GreetedAsync();
            var values = new double[Rows];
            while (acknowledged < through)
            {
                var next = acknowledged + 1;
                new Random((int)next).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
                await trainer.SendAsync(next == 1 ? Trainer.Set(1, 1, "noise") : Trainer.Rows(next, 1, (long)(next - 2) * Rows, values));
                await trainer.AcknowledgedAsync(next);
                acknowledged = next;
            }
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException)
        {
            // It takes no more now, and said so by ending the stream.
        }

        return acknowledged;
    }

    private sealed class SmallDisk : IAsyncDisposable
    {
        private readonly string? _path;

        private SmallDisk(string? path) => _path = path;

        public bool IsReal => _path is not null;

        public static async Task<SmallDisk> MountAsync(string path) =>
            new(await RunAsync("mount", "-t", "tmpfs", "-o", "size=16m", "tracker-test", path) ? path : null);

        public async ValueTask DisposeAsync()
        {
            if (_path is not null) await RunAsync("umount", "-l", _path);
        }

        private static async Task<bool> RunAsync(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                await process.StandardError.ReadToEndAsync();
                await process.WaitForExitAsync();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
