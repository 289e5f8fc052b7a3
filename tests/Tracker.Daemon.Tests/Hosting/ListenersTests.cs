using System.Net;
using System.Net.Sockets;

namespace Tracker.Daemon.Tests.Hosting;

public sealed class ListenersTests
{
    [Fact]
    public async Task MaxConnections_OneMore_IsClosedAndTheFirstStaysServed()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:MaxConnections"] = "1");
        using var first = await ConnectAsync(host);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(first), StringComparison.Ordinal);
        using var second = await ConnectAsync(host);

        Assert.Equal(0, await second.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(first), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HttpPort_GrpcCall_IsNotServedThere()
    {
        await using var host = await DaemonHost.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Http, "/tracker.v1.RunsService/ListRuns")) { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentType = new("application/grpc");

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }

    private static async Task<Socket> ConnectAsync(DaemonHost host)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(host.Addresses.Http), TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<string> AskAsync(Socket socket)
    {
        await socket.SendAsync("GET /healthz/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var buffer = new byte[4_096];
        var read = 0;
        // The body of this route ends with "live" and the chunk that closes it.
        while (!System.Text.Encoding.ASCII.GetString(buffer, 0, read).EndsWith("0\r\n\r\n", StringComparison.Ordinal))
            read += await socket.ReceiveAsync(buffer.AsMemory(read), TestContext.Current.CancellationToken);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, read);
    }
}
