using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tracker.Daemon.Access;
using Tracker.Daemon.Hosting.Tls;

namespace Tracker.Daemon.Hosting;

/// <summary>The doors: HTTP/1.1, gRPC over HTTP/2, gRPC over the Unix socket, and where it is wished for one for /metrics.</summary>
internal sealed class Listeners
{
    private const UnixFileMode SocketMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly string _socketPath;
    private readonly IPEndPoint _httpWish;
    private readonly IPEndPoint _grpcWish;
    private readonly IPEndPoint? _metricsWish;
    private readonly DaemonOptions _options;
    private ListenOptions? _http;
    private ListenOptions? _grpc;
    private ListenOptions? _metrics;

    public Listeners(DaemonOptions options)
    {
        _options = options;
        _socketPath = options.SocketPath;
        _ = DaemonOptionsValidator.TryParseAddress("http", options.Http, out _httpWish);
        _ = DaemonOptionsValidator.TryParseAddress("grpc", options.Grpc, out _grpcWish);
        if (options.MetricsAddress is { } metrics && DaemonOptionsValidator.TryParseAddress("metrics", metrics, out var wish) is null) _metricsWish = wish;
    }

    /// <param name="kestrel">What listens.</param>
    /// <param name="tls">Null for clear text.</param>
    public void Configure(KestrelServerOptions kestrel, TlsDoor? tls)
    {
        kestrel.AddServerHeader = false;
        Limit(kestrel.Limits);
        kestrel.Listen(_httpWish, listener => _http = Open(listener, HttpProtocols.Http1, DoorOf(_httpWish), tls));
        kestrel.Listen(_grpcWish, listener => _grpc = Open(listener, HttpProtocols.Http2, DoorOf(_grpcWish), tls));
        if (_metricsWish is not null)
        {
            kestrel.Listen(
                _metricsWish, listener => _metrics = Open(listener, HttpProtocols.Http1, Door.Metrics, _options.MetricsRequireToken ? tls : null));
        }

        kestrel.ListenUnixSocket(_socketPath, listener =>
        {
            Open(listener, HttpProtocols.Http2, Door.Socket, tls: null);
            PeerCredentials.NoteOn(listener);
        });
    }

    private void Limit(KestrelServerLimits limits)
    {
        var transport = _options.Transport;
        limits.MaxConcurrentConnections = _options.MaxConnections;
        limits.RequestHeadersTimeout = transport.HeadersTimeout;
        limits.MaxRequestHeadersTotalSize = transport.HeaderBytes;
        // Of streams of requests gRPC lifts both itself: they live as long as a training.
        limits.MinRequestBodyDataRate = new MinDataRate(transport.BodyBytesPerSecond, transport.BodyGrace);
        // Each door looks at the size of a message itself, before it reads it, and answers in its own words.
        limits.MaxRequestBodySize = null;
        limits.Http2.InitialStreamWindowSize = transport.StreamWindowBytes;
        limits.Http2.InitialConnectionWindowSize = transport.ConnectionWindowBytes;
        limits.Http2.MaxStreamsPerConnection = transport.StreamsPerConnection;
        limits.Http2.KeepAlivePingDelay = transport.PingAfter;
        limits.Http2.KeepAlivePingTimeout = transport.PingTimeout;
    }

    /// <summary>Removes a socket that nobody answers on; a living one is left alone.</summary>
    /// <exception cref="StartupException">Somebody answers on it, or the path is something else.</exception>
    public void RemoveStaleSocket()
    {
        if (!File.Exists(_socketPath)) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(_socketPath));
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.ConnectionRefused && IsEmpty(_socketPath))
        {
            File.Delete(_socketPath);
            return;
        }
        catch (SocketException fault)
        {
            throw StartupException.Failed($"{_socketPath} is in the way and no socket of a daemon ({fault.Message}): give another path with --socket.", fault);
        }

        throw StartupException.Failed($"another program listens on the Unix socket {_socketPath}: stop it, or give another path with --socket.");
    }

    /// <summary>Starts listening.</summary>
    /// <exception cref="StartupException">An address is taken or cannot be used.</exception>
    public async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException or SocketException)
        {
            throw StartupException.Failed(Taken(fault.Message), fault);
        }
        catch (SocketException fault)
        {
            throw StartupException.Failed(Taken(fault.Message), fault);
        }

        File.SetUnixFileMode(_socketPath, SocketMode);
    }

    /// <summary>The addresses that were really bound.</summary>
    public AddressFile Bound(string version) => new(
        Environment.ProcessId, version, Text(_http), Text(_grpc), Path.GetFullPath(_socketPath))
    {
        Metrics = _metrics is null ? null : Text(_metrics),
        Tls = _options.Tls.CertificateFile is not null,
    };

    private static ListenOptions Open(ListenOptions listener, HttpProtocols protocols, Door door, TlsDoor? tls)
    {
        listener.Protocols = protocols;
        DoorMark.NoteOn(listener, door);
        if (tls is not null) tls.SpeakOn(listener);
        return listener;
    }

    private static Door DoorOf(IPEndPoint wish) => IPAddress.IsLoopback(wish.Address) ? Door.Loopback : Door.Network;

    private static string Text(ListenOptions? listener) => listener?.IPEndPoint?.ToString() ?? "";

    private static bool IsEmpty(string path) => new FileInfo(path).Length == 0;

    private string Taken(string message)
    {
        foreach (var (flag, wish) in new[] { ("http", _httpWish), ("grpc", _grpcWish), ("metrics", _metricsWish) })
        {
            if (wish is not null && message.Contains(wish.ToString(), StringComparison.Ordinal))
                return $"port {wish.Port} ({wish}) is in use: stop what listens there, or choose another with --{flag} ADDRESS:PORT (port 0 is a free one).";
        }

        return $"an address cannot be listened on ({message}): choose others with --http, --grpc, --metrics and --socket.";
    }
}
