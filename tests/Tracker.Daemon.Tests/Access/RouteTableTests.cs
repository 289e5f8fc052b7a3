using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Daemon.Access;

namespace Tracker.Daemon.Tests.Access;

/// <summary>What of the route table needs permission to control: exactly this.</summary>
public sealed class RouteTableTests
{
    [Fact]
    public async Task RouteTable_ClosedRoutes_AreThoseThatMakeTheDaemonAct()
    {
        await using var host = await DaemonHost.StartAsync();

        var closed = host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(endpoint => NeedsAttribute.Of(endpoint) == Scopes.Control)
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "/tracker.v1.AccessService/CreateToken",
                "/tracker.v1.AccessService/ListTokens",
                "/tracker.v1.AccessService/RevokeToken",
                "/tracker.v1.BackupService/CreateBackup",
                "/tracker.v1.JobsService/CancelJob",
                "/tracker.v1.JobsService/SubmitJob",
                "/tracker.v1.JobsService/UploadSnapshot",
                "/tracker.v1.RunsService/DeleteRun",
                "/tracker.v1.RunsService/PinRun",
                "/tracker.v1.RunsService/RestoreRun",
                "/tracker.v1.RunsService/SendCommand",
                "/tracker.v1.RunsService/SetRunFacts",
            ],
            closed);
    }

    [Fact]
    public async Task RouteTable_OpenRpcs_AreThoseThatReportAndRead()
    {
        await using var host = await DaemonHost.StartAsync();

        Assert.Equal(
            [
                "tracker.v1.IngestService/CreateRun", "tracker.v1.IngestService/FinishRun", "tracker.v1.IngestService/LogMetrics",
                "tracker.v1.IngestService/Report", "tracker.v1.IngestService/SetFacts",
            ],
            Rpcs(host, Scopes.Ingest));
        Assert.Equal(
            [
                "grpc.health.v1.Health/Check",
                "grpc.health.v1.Health/Watch",
                "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                "tracker.v1.DaemonService/GetStatus",
                "tracker.v1.JobsService/GetJob",
                "tracker.v1.JobsService/GetJobRecord",
                "tracker.v1.JobsService/ListJobs",
                "tracker.v1.JobsService/ListPlugins",
                "tracker.v1.JobsService/ReadJobLogs",
                "tracker.v1.RunsService/CompareRuns",
                "tracker.v1.RunsService/ExplainRun",
                "tracker.v1.RunsService/ExportRun",
                "tracker.v1.RunsService/GetCurve",
                "tracker.v1.RunsService/GetRun",
                "tracker.v1.RunsService/GetSpace",
                "tracker.v1.RunsService/ListAlerts",
                "tracker.v1.RunsService/ListRuns",
                "tracker.v1.RunsService/PlanRetention",
                "tracker.v1.RunsService/WatchRun",
            ],
            Rpcs(host, Scopes.Read));
        // A method of a proto that nobody serves would escape every walk.
        var described = AllProtos.Files.SelectMany(file => file.Services).SelectMany(service => service.Methods).Select(method => $"{method.Service.FullName}/{method.Name}");
        Assert.Empty(described.Except(Walker.Rpcs(host).Select(rpc => Walker.Name(rpc.Method))));
    }

    [Fact]
    public async Task RouteTable_RoutesWithoutAnyScope_AreTheProbes()
    {
        await using var host = await DaemonHost.StartAsync();

        var open = Walker.Routes(host).Where(route => route.Needed == Scopes.None).Select(route => $"{route.Method} {route.Path}");

        Assert.Equal(["GET /healthz/live", "GET /healthz/ready"], open.Order(StringComparer.Ordinal));
        Assert.Empty(Rpcs(host, Scopes.None));
    }

    [Fact]
    public async Task RouteTable_HttpRoutes_OfferNoControl()
    {
        await using var host = await DaemonHost.StartAsync();

        var routes = host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]} {endpoint.RoutePattern.RawText!.TrimEnd('/')}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "GET /api/v1/alerts", "GET /api/v1/runs", "GET /api/v1/runs/{run}", "GET /api/v1/runs/{run}/curve",
                "GET /api/v1/runs/{run}/why",
                "POST /api/v1/runs", "POST /api/v1/runs/{run}/facts", "POST /api/v1/runs/{run}/finish", "POST /api/v1/runs/{run}/metrics",
            ],
            routes);
    }

    private static IEnumerable<string> Rpcs(DaemonHost host, Scopes needed) =>
        Walker.Rpcs(host).Where(rpc => rpc.Needed == needed).Select(rpc => Walker.Name(rpc.Method)).Distinct().Order(StringComparer.Ordinal);
}
