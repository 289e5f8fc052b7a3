using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tracker.Client.Tests.Fakes;

/// <summary>A Kestrel in this process that serves <see cref="FakeIngest"/> on a free port or a Unix socket.</summary>
internal sealed class FakeDaemon : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeDaemon(WebApplication app, FakeIngest ingest)
    {
        _app = app;
        Ingest = ingest;
    }

    public FakeIngest Ingest { get; }

    public Faults Faults => Ingest.Faults;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public int Port => new Uri(Address).Port;

    public static Task<FakeDaemon> StartAsync(FakeIngest? ingest = null, int port = 0) =>
        StartAsync(ingest, kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));

    public static Task<FakeDaemon> StartAsync(string socketPath) =>
        StartAsync(null, kestrel => kestrel.ListenUnixSocket(socketPath, listen => listen.Protocols = HttpProtocols.Http2));

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        Ingest.Dispose();
    }

    public static async Task<FakeDaemon> StartAsync(FakeIngest? ingest, Action<KestrelServerOptions> listen)
    {
        ingest ??= new FakeIngest();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(listen);
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(ingest);
        WebApplication app = builder.Build();
        app.MapGrpcService<FakeIngest>();
        await app.StartAsync();
        return new FakeDaemon(app, ingest);
    }
}
