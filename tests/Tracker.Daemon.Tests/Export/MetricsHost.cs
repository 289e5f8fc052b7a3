using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Tracker.Daemon.Export;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Ingest;

namespace Tracker.Daemon.Tests.Export;

/// <summary>/metrics on a real Kestrel, over runs that a test makes up.</summary>
internal sealed class MetricsHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MetricsHost(WebApplication app, FakeRunRouter runs, FakeTimeProvider time)
    {
        _app = app;
        Runs = runs;
        Time = time;
    }

    public FakeRunRouter Runs { get; }

    /// <summary>Stands still unless a test moves it, so that a busy machine does not make a run late.</summary>
    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; } = new();

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public TrackerMeter Meter => _app.Services.GetRequiredService<TrackerMeter>();

    public static async Task<MetricsHost> StartAsync(ExportOptions? options = null)
    {
        var runs = new FakeRunRouter();
        var time = new FakeTimeProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IRunRouter>(runs);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddTrackerMetrics(options);
        var app = builder.Build();
        app.MapTrackerMetrics();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new MetricsHost(app, runs, time);
    }

    public Task<byte[]> ScrapeAsync() => Client.GetByteArrayAsync(new Uri(Address, "/metrics"), TestContext.Current.CancellationToken);

    public async Task<Exposition> ReadAsync() => Exposition.Parse(await ScrapeAsync());

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
