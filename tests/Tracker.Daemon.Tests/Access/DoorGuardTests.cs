using System.Net;

namespace Tracker.Daemon.Tests.Access;

/// <summary>The Host and Origin guard on the doors that other machines reach: every route, every method.</summary>
public sealed class DoorGuardTests
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

    [Theory]
    [InlineData("evil.example", null, false)]
    [InlineData("evil.example:7072", null, false)]
    [InlineData("lab-7.evil.example", null, false)]
    [InlineData("127.0.0.1.evil.example", null, false)]
    [InlineData(null, "http://evil.example", false)]
    [InlineData(null, "null", false)]
    [InlineData("lab-7:7072", null, true)]
    [InlineData("192.168.1.5:7072", null, true)]
    [InlineData("[fe80::1]:7072", null, true)]
    [InlineData("localhost", null, true)]
    public async Task MetricsDoor_HostAndOrigin_NamesOfThisMachineAndAddresses(string? hostHeader, string? origin, bool isTaken)
    {
        await using var doors = await OpenDoors.OnLoopbackAsync(settings => settings["Tracker:AllowedHosts:0"] = "lab-7");
        await WalkAsync(doors, doors.Http(metrics: true), hostHeader, origin, isTaken);
        Assert.Equal(isTaken ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await SendAsync(doors.Http(metrics: true), "GET", "/metrics", hostHeader, origin));
    }

    [Fact]
    public async Task MetricsDoor_ThisMachinesName_IsTaken()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        Assert.Equal(HttpStatusCode.OK, await SendAsync(doors.Http(metrics: true), "GET", "/metrics", Environment.MachineName, null));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(doors.Http(), "GET", "/metrics", Environment.MachineName, null));
    }

    [Theory]
    [InlineData("evil.example", null, false)]
    [InlineData("x.y.lab.example", null, false)]
    [InlineData("lab.example", null, false)]
    [InlineData(null, "https://evil.example", false)]
    [InlineData(null, "http://127.0.0.1", false)]
    [InlineData("tracker.example", null, true)]
    [InlineData("x.lab.example", null, true)]
    [InlineData("192.168.1.5", null, true)]
    [InlineData("tracker.example", "https://tracker.example", true)]
    public async Task NetworkDoor_HostAndOrigin_NamesOfTheCertificateAndAddresses(string? hostHeader, string? origin, bool isTaken)
    {
        await using var doors = await OpenDoors.OnTheNetworkAsync((settings, authority) =>
            (settings["Tracker:Tls:CertificateFile"], settings["Tracker:Tls:KeyFile"]) = authority.Server("named", ["tracker.example", "*.lab.example", "127.0.0.1"]));
        await WalkAsync(doors, doors.Http(token: doors.Host.Token), hostHeader, origin, isTaken);
    }

    [Fact]
    public async Task MetricsDoor_WithRequireToken_NeedsTheScopeRead()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync(settings => settings["Tracker:MetricsRequireToken"] = "true");

        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(doors.Http(metrics: true), "GET", "/metrics", null, null));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(doors.Http(metrics: true, doors.Token("in", Daemon.Access.Scopes.Ingest)), "GET", "/metrics", null, null));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(doors.Http(metrics: true, doors.Token("out", Daemon.Access.Scopes.Read)), "GET", "/metrics", null, null));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(doors.Http(metrics: true), "GET", "/healthz/ready", null, null));
    }

    [Fact]
    public async Task Refusals_AreCountedByReason()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        await SendAsync(doors.Http(), "GET", "/metrics", "evil.example", null);
        await SendAsync(doors.Http(), "GET", "/metrics", null, "http://evil.example");
        await SendAsync(doors.Http(), "GET", "/metrics?token=x", null, null);
        await SendAsync(doors.Http(token: "trk_wrong"), "GET", "/metrics", null, null);
        await SendAsync(doors.Http(token: doors.Token("in", Daemon.Access.Scopes.Ingest)), "GET", "/metrics", null, null);
        await Walker.CallAsync(doors.Grpc(), Walker.Rpcs(doors.Host).First(rpc => rpc.Needed == Daemon.Access.Scopes.Control).Method);

        var page = await doors.Http().GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        foreach (var reason in (string[])["host", "origin", "misplaced_token", "bad_token", "scope", "no_token"])
            Assert.Contains($"tracker_access_refused_calls_total{{reason=\"{reason}\"}} 1\n", page, StringComparison.Ordinal);
        Assert.Contains("tracker_access_tokens 1\n", page, StringComparison.Ordinal);
    }

    private static async Task WalkAsync(OpenDoors doors, HttpClient http, string? hostHeader, string? origin, bool isTaken)
    {
        foreach (var path in Walker.Routes(doors.Host).Select(route => route.Path).Append("/").Append("/not/there").Distinct())
        {
            foreach (var method in Methods)
            {
                var status = await SendAsync(http, method, path, hostHeader, origin);
                Assert.True(isTaken == (status != HttpStatusCode.Forbidden), $"{method} {path}: {status}");
            }
        }
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient http, string method, string path, string? hostHeader, string? origin)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (hostHeader is not null) request.Headers.Host = hostHeader;
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
