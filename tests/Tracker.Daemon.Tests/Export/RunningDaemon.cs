using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Daemon.Export;
using Tracker.Daemon.Hosting;
using Tracker.Runtime.Ingest;

namespace Tracker.Daemon.Tests.Export;

/// <summary>The whole daemon in this process, on free ports and a data directory of its own.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private RunningDaemon(WebApplication app, string folder, string http)
    {
        _app = app;
        _folder = folder;
        Client = new HttpClient { BaseAddress = new Uri($"http://{http}") };
    }

    public HttpClient Client { get; }

    public MetricsPage Page => _app.Services.GetRequiredService<MetricsPage>();

    public IRunRouter Router => _app.Services.GetRequiredService<IRunRouter>();

    public static async Task<RunningDaemon> StartAsync(string? folder = null, Action<WebApplicationBuilder>? replace = null)
    {
        folder ??= Directory.CreateTempSubdirectory("tracker-test-").FullName;
        var app = Program.Build(
            new Dictionary<string, string?>
            {
                ["Tracker:DataDir"] = folder,
                ["Tracker:Http"] = "127.0.0.1:0",
                ["Tracker:Grpc"] = "127.0.0.1:0",
            },
            replace);
        var bound = await app.StartDaemonAsync(TestContext.Current.CancellationToken);
        return new RunningDaemon(app, folder, bound.Http);
    }

    public Task<byte[]> ScrapeAsync() => Client.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Stops the daemon and leaves its data: the next one may start on them.</summary>
    public async Task<string> StopAsync()
    {
        Client.Dispose();
        await _app.StopDaemonAsync();
        return _folder;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
