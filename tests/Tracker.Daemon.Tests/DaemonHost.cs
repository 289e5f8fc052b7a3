using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Tracker.Daemon.Hosting;

namespace Tracker.Daemon.Tests;

/// <summary>A real daemon in this process: free loopback ports, a socket, a real database in a directory of its own.</summary>
internal sealed class DaemonHost : IAsyncDisposable
{
    private readonly List<GrpcChannel> _channels = [];
    private WebApplication? _app;
    private AddressFile? _addresses;

    private DaemonHost(string root) => Root = root;

    public string Root { get; }

    public string DataDir => Path.Combine(Root, "data");

    public AddressFile Addresses => _addresses!;

    public IServiceProvider Services => _app!.Services;

    public string Token => File.ReadAllText(Path.Combine(DataDir, "control.token")).Trim();

    public Uri Http => new($"http://{Addresses.Http}");

    public Uri Grpc => new($"http://{Addresses.Grpc}");

    public static async Task<DaemonHost> StartAsync(Action<Dictionary<string, string?>>? configure = null, Action<WebApplicationBuilder>? replace = null)
    {
        var host = new DaemonHost(Directory.CreateTempSubdirectory("tracker-").FullName);
        try
        {
            await host.StartAgainAsync(configure, replace);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Flags of a daemon on this directory, as the command line would give them.</summary>
    public static Dictionary<string, string?> Settings(string dataDir) =>
        CommandLine.Parse(["--data-dir", dataDir, "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0"]);

    /// <summary>Starts on the data that is there.</summary>
    public async Task StartAgainAsync(Action<Dictionary<string, string?>>? configure = null, Action<WebApplicationBuilder>? replace = null)
    {
        var settings = Settings(DataDir);
        settings["Logging:LogLevel:Default"] = "None";
        configure?.Invoke(settings);
        var app = Program.Build(settings, replace);
        _addresses = await app.StartDaemonAsync(TestContext.Current.CancellationToken);
        _app = app;
    }

    public async Task StopAsync()
    {
        foreach (var channel in _channels) channel.Dispose();
        _channels.Clear();
        if (_app is { } app) await app.StopDaemonAsync();
        _app = null;
    }

    /// <summary>Over TCP, without any credentials.</summary>
    public CallInvoker Open() => Channel(new GrpcChannelOptions(), Grpc.ToString());

    /// <summary>Over the Unix socket.</summary>
    public CallInvoker OverSocket() =>
        Channel(new GrpcChannelOptions { HttpHandler = SocketHandler(), DisposeHttpClient = true }, "http://localhost");

    /// <summary>Connects to the Unix socket whatever the address.</summary>
    public SocketsHttpHandler SocketHandler()
    {
        var path = Addresses.Socket;
        return new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Root, recursive: true);
    }

    private CallInvoker Channel(GrpcChannelOptions options, string address)
    {
        var channel = GrpcChannel.ForAddress(address, options);
        _channels.Add(channel);
        return channel.CreateCallInvoker();
    }
}
