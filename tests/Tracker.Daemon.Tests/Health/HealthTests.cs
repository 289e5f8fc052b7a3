using System.Net;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tracker.Daemon.Tests.Health;

public sealed class HealthTests
{
    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    public async Task Healthz_StoreOpen_IsOk(string path)
    {
        await using var host = await DaemonHost.StartAsync();
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(host.Http, path), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Ready_StoreInTrouble_SaysWhyAndLiveStaysOk()
    {
        await using var host = await DaemonHost.StartAsync(replace: builder =>
        {
            builder.Services.Configure<HealthCheckServiceOptions>(options =>
            {
                options.Registrations.Clear();
                options.Registrations.Add(new HealthCheckRegistration("store", new Troubled(), HealthStatus.Unhealthy, ["ready"]));
            });
        });
        using var http = new HttpClient();

        using var ready = await http.GetAsync(new Uri(host.Http, "/healthz/ready"), TestContext.Current.CancellationToken);
        using var live = await http.GetAsync(new Uri(host.Http, "/healthz/live"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("the disk is full.\n", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task Reflection_ListsTheServices()
    {
        await using var host = await DaemonHost.StartAsync();
        var raw = Marshallers.Create(static (byte[] bytes) => bytes, static bytes => bytes);
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo", raw, raw);
        using var call = host.Open().AsyncDuplexStreamingCall(method, null, new CallOptions(cancellationToken: TestContext.Current.CancellationToken));
        // list_services = 7
        await call.RequestStream.WriteAsync([0x3a, 0x01, 0x2a], TestContext.Current.CancellationToken);

        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var listed = System.Text.Encoding.UTF8.GetString(call.ResponseStream.Current);
        Assert.All(
            ["tracker.v1.IngestService", "tracker.v1.RunsService", "tracker.v1.DaemonService", "grpc.health.v1.Health"],
            service => Assert.Contains(service, listed, StringComparison.Ordinal));
    }

    private sealed class Troubled : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(HealthCheckResult.Unhealthy("the disk is full."));
    }
}
