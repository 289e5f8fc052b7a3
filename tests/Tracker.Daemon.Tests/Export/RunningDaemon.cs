using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Daemon.Export;
using Tracker.Daemon.Hosting;

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

    /// <param name="folder">The data of a daemon that was stopped; null for new ones.</param>
    public static async Task<RunningDaemon> StartAsync(string? folder = null)
    {
        folder ??= Directory.CreateTempSubdirectory("tracker-test-").FullName;
        var app = Program.Build(new Dictionary<string, string?>
        {
            ["Tracker:DataDir"] = folder,
            ["Tracker:Http"] = "127.0.0.1:0",
            ["Tracker:Grpc"] = "127.0.0.1:0",
            // A busy machine must not turn a late answer into a missing run.
            ["Tracker:Export:Patience"] = "00:01:00",
            ["Logging:LogLevel:Default"] = "Warning",
        });
        var bound = await app.StartDaemonAsync(TestContext.Current.CancellationToken);
        return new RunningDaemon(app, folder, bound.Http);
    }

    public Task<byte[]> ScrapeAsync() => Client.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

    public async Task<Exposition> ReadAsync() => Exposition.Parse(await ScrapeAsync());

    /// <summary>Makes a run by hand and gives its id.</summary>
    public async Task<string> CreateRunAsync(string name)
    {
        var answer = await PostAsync("runs", new { facts = new { name, experiment = "digits", plannedSteps = 100 } });
        return answer.GetProperty("run").GetString()!;
    }

    public Task LogAsync(string run, long step, Dictionary<string, object> metrics) => PostAsync($"runs/{run}/metrics", new { step, metrics });

    public Task FinishAsync(string run) => PostAsync($"runs/{run}/finish", new { status = "RUN_STATUS_FINISHED" });

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

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await Client.PostAsJsonAsync($"api/v1/{path}", body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
