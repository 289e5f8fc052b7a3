using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Tracker.Daemon.Tests.Access;

/// <summary>Every route of the table, every method, every foreign Host and Origin.</summary>
public sealed class OriginGuardTests
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"];

    [Theory]
    [InlineData("evil.example", null)]
    [InlineData("evil.example:7070", null)]
    [InlineData("127.0.0.1.evil.example", null)]
    [InlineData("localhost.evil.example", null)]
    [InlineData("169.254.169.254", null)]
    [InlineData("[::2]", null)]
    [InlineData(null, "http://evil.example")]
    [InlineData(null, "null")]
    [InlineData(null, "http://localhost:1")]
    [InlineData(null, "https://127.0.0.1")]
    public async Task AnyRouteAndMethod_ForeignHostOrOrigin_IsForbidden(string? hostHeader, string? origin)
    {
        await using var host = await DaemonHost.StartAsync();
        using var http = new HttpClient();
        foreach (var (door, version) in new[] { (host.Http, HttpVersion.Version11), (host.Grpc, HttpVersion.Version20) })
        {
            foreach (var route in Routes(host))
            {
                foreach (var method in Methods)
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(door, route));
                    request.Version = version;
                    request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
                    if (hostHeader is not null) request.Headers.Host = hostHeader;
                    if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);

                    using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

                    Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{method} {door}{route}: {response.StatusCode}");
                    if (method == "HEAD") continue;
                    var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                    Assert.Contains(hostHeader is null ? "Origin" : "Host", body, StringComparison.Ordinal);
                    Assert.Single(body.TrimEnd().Split('\n'));
                }
            }
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:7070")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:80")]
    [InlineData("LOCALHOST")]
    public async Task OwnHostAndOrigin_AreTaken(string hostHeader)
    {
        await using var host = await DaemonHost.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Http, "/healthz/live"));
        request.Headers.Host = hostHeader;
        request.Headers.TryAddWithoutValidation("Origin", $"http://{hostHeader}");

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task AllowedHosts_AreTaken()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:AllowedHosts:0"] = "lab-7");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Http, "/healthz/live"));
        request.Headers.Host = "lab-7:7070";

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static IEnumerable<string> Routes(DaemonHost host) =>
        host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Select(endpoint => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
                segment.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "x")))
            .Append("/")
            .Append("/not/there")
            .Distinct();
}
