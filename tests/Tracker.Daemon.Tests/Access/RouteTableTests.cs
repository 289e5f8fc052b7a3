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
                "/tracker.v1.RunsService/CompareRuns",
                "/tracker.v1.RunsService/DeleteRun",
                "/tracker.v1.RunsService/GetCurve",
                "/tracker.v1.RunsService/GetSpace",
                "/tracker.v1.RunsService/PinRun",
                "/tracker.v1.RunsService/PlanRetention",
                "/tracker.v1.RunsService/RestoreRun",
                "/tracker.v1.RunsService/SendCommand",
            ],
            closed);
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
                "GET /api/v1/alerts", "GET /api/v1/runs", "GET /api/v1/runs/{run}", "GET /api/v1/runs/{run}/why",
                "POST /api/v1/runs", "POST /api/v1/runs/{run}/facts", "POST /api/v1/runs/{run}/finish", "POST /api/v1/runs/{run}/metrics",
            ],
            routes);
    }
}
