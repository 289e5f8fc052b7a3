using System.Net.Sockets;

namespace Tracker.Endurance.Soak;

/// <summary>Stands between trainers and the daemon, so that connections can be cut in the middle of a message.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _open = [];
    private readonly string _target;
    private readonly Task _accepting;

    public Relay(string path, string target)
    {
        _target = target;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(512);
        _accepting = AcceptAsync();
    }

    /// <summary>Cuts some of what is open.</summary>
    public int Cut(Random dice, double share)
    {
        Socket[] cut;
        lock (_lock) cut = [.. _open.Where(_ => dice.NextDouble() < share)];
        foreach (Socket socket in cut) socket.Dispose();
        return cut.Length;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            foreach (Socket socket in _open) socket.Dispose();
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket caller = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
            _ = ServeAsync(caller);
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        var daemon = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await daemon.ConnectAsync(new UnixDomainSocketEndPoint(_target), _stop.Token).ConfigureAwait(false);
            lock (_lock) _open.Add(caller);
            await Task.WhenAny(CopyAsync(caller, daemon), CopyAsync(daemon, caller)).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The daemon is away, or the connection was cut: the caller finds it closed.
        }
        finally
        {
            lock (_lock) _open.Remove(caller);
            caller.Dispose();
            daemon.Dispose();
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer).ConfigureAwait(false) is > 0 and var read)
            {
                for (int sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent)).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
