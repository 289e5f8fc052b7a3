using System.Net.Sockets;
using Grpc.Net.Client;

namespace Tracker.Client.Connection;

/// <summary>Opens gRPC channels to a daemon, over TCP or a Unix socket, with the caller's token.</summary>
public static class TrackerChannel
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Makes a channel. Nothing is connected before the first call.</summary>
    /// <param name="address">Where the daemon listens.</param>
    /// <param name="tokenFile">
    /// A file that holds the bearer token; null takes the file that <c>TRACKER_TOKEN_FILE</c> names, if any. A token is only sent where
    /// nobody on the network can read it: over TLS, a Unix socket or loopback.
    /// </param>
    /// <param name="tls">Certificates for an <c>https://</c> address; what is null in it is as the environment says.</param>
    /// <returns>A channel that the caller disposes of.</returns>
    /// <exception cref="TrackerCredentialsException">A file for TLS cannot be used.</exception>
    public static GrpcChannel Open(ServerAddress address, string? tokenFile = null, TlsFiles? tls = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        var sockets = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            // Notices a peer that is gone without a word; pings go only while a call is open.
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            // A proxy from the environment must not come between a trainer and the daemon beside it.
            UseProxy = false,
        };
        if (address.Uri?.Scheme == Uri.UriSchemeHttps)
            sockets.SslOptions = (tls ?? new TlsFiles()).OrFromEnvironment().Read();
        if (address.SocketPath is { } path)
            sockets.ConnectCallback = (_, cancel) => ConnectAsync(path, cancel);

        HttpMessageHandler handler = sockets;
        if (BearerToken.FindFile(tokenFile) is { } file && address.IsPrivate)
            handler = new BearerToken(file, sockets);

        return GrpcChannel.ForAddress(address.Uri ?? new Uri("http://localhost"), new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
        });
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
