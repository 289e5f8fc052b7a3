using System.Net;
using System.Text;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Contracts.V1;
using Tracker.Daemon.Tests.Ingest;
using Tracker.Runtime.Ingest;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Limits;

/// <summary>What callers are told when one of the limits on calls is reached.</summary>
public sealed class CallLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MaxCalls_OneMore_IsToldToComeLaterAndHealthIsAnswered()
    {
        var router = new SlowRouter();
        await using var host = await DaemonHost.StartAsync(
            settings => settings["Tracker:MaxCalls"] = "1", builder => builder.Services.AddSingleton<IRunRouter>(router));
        var client = new IngestService.IngestServiceClient(host.Open());
        var request = new FinishRunRequest { Run = Trainer.NewId(), Status = RunStatus.Finished };
        var first = client.FinishRunAsync(request, cancellationToken: Token).ResponseAsync;
        await router.TakenAsync(1);

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await client.FinishRunAsync(request, cancellationToken: Token));
        using var response = await PostAsync(host, "/api/v1/runs", "{}");

        Assert.Equal(StatusCode.ResourceExhausted, fault.StatusCode);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(2)), (response.StatusCode, response.Headers.RetryAfter?.Delta));
        using var http = new HttpClient();
        Assert.Equal("live\n", await http.GetStringAsync(new Uri(host.Http, "/healthz/live"), Token));
        Assert.Equal(2, await host.ReachedAsync("calls"));
        router.Decide();
        await first;
        await client.FinishRunAsync(request, cancellationToken: Token);
    }

    [Fact]
    public async Task MaxWatchers_OneMore_IsToldToComeLaterUntilOneLeaves()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:MaxWatchers"] = "1");
        var run = await CreateAsync(host);
        var client = new RunsService.RunsServiceClient(host.Open());
        using (var first = client.WatchRun(new WatchRunRequest { Run = run }, cancellationToken: Token))
        {
            Assert.True(await first.ResponseStream.MoveNext(Token));

            using var second = client.WatchRun(new WatchRunRequest { Run = run }, cancellationToken: Token);
            var fault = await Assert.ThrowsAsync<RpcException>(() => second.ResponseStream.MoveNext(Token));

            Assert.Equal(StatusCode.ResourceExhausted, fault.StatusCode);
            Assert.Equal((1, 1), (await host.ReachedAsync("watchers"), (await host.MetricsAsync()).Value("tracker_watchers")));
        }

        await Eventually.HoldsAsync("the first has left", async () => (await host.MetricsAsync()).Value("tracker_watchers") == 0);
        using var third = client.WatchRun(new WatchRunRequest { Run = run }, cancellationToken: Token);
        Assert.True(await third.ResponseStream.MoveNext(Token));
    }

    [Fact]
    public async Task MaxStreams_OneMore_IsCounted()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:MaxStreams"] = "1");
        using var first = await Trainer.GreetAsync(host.Open(), Trainer.NewId(), Trainer.NewId());
        await first.GreetedAsync();
        using var second = new Trainer(host.Open());

        Assert.Equal(StatusCode.ResourceExhausted, (await second.EndAsync()).StatusCode);
        Assert.Equal(1, await host.ReachedAsync("streams"));
    }

    [Fact]
    public async Task LiveRuns_OneMore_IsToldToComeLaterUntilOneEnds()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Limits:LiveRuns"] = "1");
        var client = new IngestService.IngestServiceClient(host.Open());
        var run = await CreateAsync(host);

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await client.CreateRunAsync(new CreateRunRequest(), cancellationToken: Token));
        using var trainer = await Trainer.GreetAsync(host.Open(), Trainer.NewId(), Trainer.NewId());
        var end = await trainer.EndAsync();

        Assert.Equal((StatusCode.ResourceExhausted, StatusCode.ResourceExhausted), (fault.StatusCode, end.StatusCode));
        Assert.Contains("1 runs live already", end.Detail, StringComparison.Ordinal);
        Assert.Equal(2, await host.ReachedAsync("live_runs"));
        // Those that live go on.
        await client.LogMetricsAsync(new LogMetricsRequest { Run = run, Metrics = { ["loss"] = 1 } }, cancellationToken: Token);
        await client.FinishRunAsync(new FinishRunRequest { Run = run, Status = RunStatus.Finished }, cancellationToken: Token);
        // It is told to be durable first, and taken in then.
        await Eventually.HoldsAsync("the run is over", async () => (await host.MetricsAsync()).Value("tracker_runs_live") == 0);
        await client.CreateRunAsync(new CreateRunRequest(), cancellationToken: Token);
    }

    [Fact]
    public async Task OrdersPerRun_OneMore_IsToldToComeLater()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Limits:OrdersPerRun"] = "1");
        var run = await CreateAsync(host);
        var client = new RunsService.RunsServiceClient(host.OverSocket());
        await client.SendCommandAsync(new SendCommandRequest { Run = run, Name = "stop" }, cancellationToken: Token);

        var fault = await Assert.ThrowsAsync<RpcException>(
            async () => await client.SendCommandAsync(new SendCommandRequest { Run = run, Name = "pause" }, cancellationToken: Token));

        Assert.Equal(StatusCode.ResourceExhausted, fault.StatusCode);
        Assert.Equal(1, await host.ReachedAsync("orders"));
    }

    [Fact]
    public async Task MessageBytes_LargerThanThat_IsCountedAtEachDoor()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Limits:MessageBytes"] = "4096");
        var run = await CreateAsync(host);
        var huge = new LogMetricsRequest { Run = run };
        for (var i = 0; i < 1_000; i++) huge.Metrics[$"metric {i}"] = i;

        var fault = await Assert.ThrowsAsync<RpcException>(
            async () => await new IngestService.IngestServiceClient(host.Open()).LogMetricsAsync(huge, cancellationToken: Token));
        using var response = await PostAsync(host, "/api/v1/runs", new string(' ', 5_000));
        using var trainer = await Trainer.GreetAsync(host.Open(), run, Trainer.NewId());
        await trainer.GreetedAsync();
        await trainer.SendAsync(Trainer.Rows(1, 1, 0, new double[1_000]));

        Assert.Equal(StatusCode.ResourceExhausted, fault.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(StatusCode.ResourceExhausted, (await trainer.EndAsync()).StatusCode);
        await Eventually.HoldsAsync("all three are counted", async () => await host.ReachedAsync("message") == 3);
    }

    [Fact]
    public async Task Undecided_QueueIsFull_StreamsWaitAndCallsAreToldToComeLater()
    {
        await using var host = await DaemonHost.StartAsync();
        var run = await CreateAsync(host);
        using var trainer = await Trainer.GreetAsync(host.Open(), run, Trainer.NewId());
        await trainer.GreetedAsync();
        await trainer.SendAsync(Trainer.Set(1, 1, "loss"));
        await trainer.AcknowledgedAsync(1);
        Task sending;
        await using (var disk = await BusyDisk.HoldAsync(host))
        {
            sending = SendAsync(trainer);
            await Eventually.HoldsAsync("the stream waits for room", async () => await host.ReachedAsync("undecided") > 0);
            var call = new LogMetricsRequest { Run = run, Step = 1, Metrics = { ["loss"] = 1 } };
            var fault = await Assert.ThrowsAsync<RpcException>(
                async () => await new IngestService.IngestServiceClient(host.Open()).LogMetricsAsync(call, cancellationToken: Token));
            using var response = await PostAsync(host, $"/api/v1/runs/{run}/metrics", """{"step": 1, "metrics": {"loss": 1}}""");

            Assert.Equal((StatusCode.ResourceExhausted, "2"), (fault.StatusCode, fault.Trailers.GetValue("retry-after")));
            Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(2)), (response.StatusCode, response.Headers.RetryAfter?.Delta));
            var page = await host.MetricsAsync();
            Assert.InRange(page.Value("tracker_ingest_undecided_bytes"), 1, 1 << 20);
            Assert.Equal(2, page.Value("tracker_ingest_inputs_total", ("outcome", "overloaded")));
        }

        await trainer.AcknowledgedAsync(21);
        await sending;

        static async Task SendAsync(Trainer trainer)
        {
            for (var sequence = 2UL; sequence <= 21; sequence++) await trainer.SendAsync(Trainer.Rows(sequence, 1, (long)sequence * 5_000, new double[5_000]));
        }
    }

    private static async Task<string> CreateAsync(DaemonHost host) =>
        (await new IngestService.IngestServiceClient(host.Open()).CreateRunAsync(new CreateRunRequest(), cancellationToken: Token)).Run;

    private static async Task<HttpResponseMessage> PostAsync(DaemonHost host, string path, string body)
    {
        using var client = new HttpClient();
        return await client.PostAsync(new Uri(host.Http, path), new StringContent(body, Encoding.UTF8, "application/json"), Token);
    }

    /// <summary>Another process writes to the database, and takes its time: the daemon's commits wait.</summary>
    private sealed class BusyDisk(SqliteConnection connection) : IAsyncDisposable
    {
        public static async Task<BusyDisk> HoldAsync(DaemonHost host)
        {
            var connection = new SqliteConnection($"Data Source={Path.Combine(host.DataDir, "tracker.db")};Pooling=False");
            await connection.OpenAsync(Token);
            await RunAsync(connection, "BEGIN IMMEDIATE");
            return new BusyDisk(connection);
        }

        public async ValueTask DisposeAsync()
        {
            await RunAsync(connection, "ROLLBACK");
            await connection.DisposeAsync();
        }

        private static async Task RunAsync(SqliteConnection connection, string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(Token);
        }
    }
}
