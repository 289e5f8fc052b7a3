using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Limits;

/// <summary>What a connection may cost, as a peer meets it on the wire.</summary>
public sealed class ConnectionLimitTests
{
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte WindowUpdate = 8;
    private const int DefaultWindow = 65_535;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Http2_NewConnection_IsToldTheWindowsAndStreamsOfTheOptions()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Transport:StreamsPerConnection"] = "7");
        using var peer = await Http2Peer.ConnectAsync(host.Addresses.Grpc);

        var told = await peer.NextAsync(Settings);
        var window = await peer.NextAsync(WindowUpdate);

        var values = new Dictionary<int, uint>();
        for (var i = 0; i < told.Length; i += 6) values[BinaryPrimitives.ReadUInt16BigEndian(told.AsSpan(i))] = BinaryPrimitives.ReadUInt32BigEndian(told.AsSpan(i + 2));
        Assert.Equal((7u, 256u << 10), (values[3], values[4]));
        Assert.Equal((1 << 20) - DefaultWindow, BinaryPrimitives.ReadInt32BigEndian(window));
    }

    [Fact]
    public async Task Http2_SilentPeer_IsAskedAndThenClosed()
    {
        await using var host = await DaemonHost.StartAsync(settings =>
        {
            settings["Tracker:Transport:PingAfter"] = "00:00:01";
            settings["Tracker:Transport:PingTimeout"] = "00:00:01";
        });
        using var peer = await Http2Peer.ConnectAsync(host.Addresses.Grpc);
        var silent = Stopwatch.StartNew();

        await peer.NextAsync(Ping);
        await peer.ClosedAsync();

        Assert.True(silent.Elapsed >= TimeSpan.FromSeconds(1.5), $"closed after {silent.Elapsed}");
    }

    [Fact]
    public async Task HeaderBytes_More_IsRefused()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Transport:HeaderBytes"] = "4096");
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Long", new string('x', 5_000));

        using var response = await client.GetAsync(new Uri(host.Http, "/healthz/live"), Token);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task HeadersTimeout_HeadersThatNeverEnd_AreGivenUp()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Transport:HeadersTimeout"] = "00:00:01");
        using var socket = await ConnectAsync(host.Addresses.Http);
        await socket.SendAsync("GET /healthz/live HTTP/1.1\r\nHost: local"u8.ToArray(), Token);

        Assert.StartsWith("HTTP/1.1 408", await ToTheEndAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyBytesPerSecond_SlowerBody_IsGivenUp()
    {
        await using var host = await DaemonHost.StartAsync(settings =>
        {
            settings["Tracker:Transport:BodyBytesPerSecond"] = "100000";
            settings["Tracker:Transport:BodyGrace"] = "00:00:02";
        });
        using var socket = await ConnectAsync(host.Addresses.Http);
        var head = $"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n\r\n{{";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head), Token);

        Assert.Contains("too slow", await ToTheEndAsync(socket), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Stop_RequestThatNeverEnds_LeavesTimeToSaveTheRuns()
    {
        await using var host = await DaemonHost.StartAsync();
        using var socket = await ConnectAsync(host.Addresses.Http);
        await socket.SendAsync("POST /api/v1/runs HTTP/1.1\r\nHost: local"u8.ToArray(), Token);
        await Eventually.HoldsAsync("it has come", async () => (await host.MetricsAsync()).Value("tracker_connections") >= 2);
        var server = host.Services.GetRequiredService<IServer>();

        // Nobody else sets a limit here: it is the server's own that ends this.
        await server.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2), Token);
    }

    [Fact]
    public async Task MaxConnections_OneMore_IsClosedAndCounted()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:MaxConnections"] = "2");
        using (var first = await ConnectAsync(host.Addresses.Http))
        using (var second = await ConnectAsync(host.Addresses.Http))
        {
            // Answered, so that both are counted before the third comes.
            foreach (var socket in new[] { first, second })
            {
                await socket.SendAsync("GET /healthz/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Token);
                await socket.ReceiveAsync(new byte[1], Token);
            }

            using var third = await ConnectAsync(host.Addresses.Http);
            Assert.Equal(0, await third.ReceiveAsync(new byte[1], Token));
        }

        await Eventually.HoldsAsync("there is room for a scrape that tells of it", async () =>
        {
            try
            {
                var page = await host.MetricsAsync();
                return await host.ReachedAsync("connections") >= 1 && page.Value("tracker_connections") is >= 1 and <= 2;
            }
            catch (HttpRequestException)
            {
                // The two are still being closed.
                return false;
            }
        });
    }

    private static async Task<Socket> ConnectAsync(string door)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(door), Token);
        return socket;
    }

    private static async Task<string> ToTheEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4_096];
        try
        {
            while (await socket.ReceiveAsync(buffer, Token) is > 0 and var read) text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        catch (SocketException)
        {
            // Reset after its answer: what it said is there.
        }

        return text.ToString();
    }

    /// <summary>Speaks just enough HTTP/2 to be spoken to.</summary>
    private sealed class Http2Peer(Socket socket) : IDisposable
    {
        public static async Task<Http2Peer> ConnectAsync(string door)
        {
            var socket = await ConnectionLimitTests.ConnectAsync(door);
            await socket.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"u8.ToArray(), Token);
            return new Http2Peer(socket);
        }

        /// <summary>The next frame of a type that is no acknowledgement.</summary>
        public async Task<byte[]> NextAsync(byte type)
        {
            while (true)
            {
                var head = await ReadAsync(9) ?? throw new InvalidOperationException($"closed before a frame of type {type}");
                var payload = await ReadAsync((head[0] << 16) | (head[1] << 8) | head[2]) ?? throw new InvalidOperationException("closed within a frame");
                if (head[3] == type && (head[4] & 1) == 0) return payload;
            }
        }

        public async Task ClosedAsync()
        {
            while (await ReadAsync(1) is not null)
            {
            }
        }

        public void Dispose() => socket.Dispose();

        private async Task<byte[]?> ReadAsync(int count)
        {
            var bytes = new byte[count];
            for (var read = 0; read < count;)
            {
                var more = await socket.ReceiveAsync(bytes.AsMemory(read), Token);
                if (more == 0) return null;
                read += more;
            }

            return bytes;
        }
    }
}
