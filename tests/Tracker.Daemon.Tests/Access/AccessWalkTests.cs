using System.Net;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Access;

namespace Tracker.Daemon.Tests.Access;

/// <summary>
/// Walks every RPC and every route on every listener, as an anonymous caller and with each scope: each gets what the calls declare, which
/// <see cref="RouteTableTests"/> holds, and nothing else.
/// </summary>
public sealed class AccessWalkTests
{
    private static readonly Scopes[] Sets = [Scopes.Ingest, Scopes.Read, Scopes.Open, Scopes.Control];

    [Fact]
    public async Task EveryRpc_OnLoopback_AnonymousReportsAndReads_TokenGetsItsScopes()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        await WalkRpcsAsync(doors, doors.Grpc(), "anonymous", Scopes.Open);
        foreach (var scopes in Sets) await WalkRpcsAsync(doors, doors.Grpc(doors.Token($"{(int)scopes}", scopes)), $"{scopes}", scopes.WithImplied());
        await WalkRpcsAsync(doors, doors.Grpc(doors.Host.Token), "control.token", Scopes.All);
    }

    [Fact]
    public async Task EveryRpc_OverTheSocket_OwnUidMayAll_TokenGetsItsScopes()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        await WalkRpcsAsync(doors, doors.Socket(), "own uid", Scopes.All);
        foreach (var scopes in Sets) await WalkRpcsAsync(doors, doors.Socket(doors.Token($"{(int)scopes}", scopes)), $"{scopes}", scopes.WithImplied());
    }

    [Fact]
    public async Task EveryRpc_OnLoopbackWithRequireToken_AnonymousGetsNothing()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync(settings => settings["Tracker:RequireToken"] = "true");
        await WalkRpcsAsync(doors, doors.Grpc(), "anonymous", Scopes.None);
        await WalkRpcsAsync(doors, doors.Grpc(doors.Token("reads", Scopes.Read)), "read", Scopes.Read);
        await WalkRoutesAsync(doors, doors.Http(), "anonymous", Scopes.None);
        await WalkRpcsAsync(doors, doors.Socket(), "own uid", Scopes.All);
    }

    [Fact]
    public async Task EveryRpcAndRoute_OnTheNetwork_AnonymousGetsNothing_TokenGetsItsScopes()
    {
        await using var doors = await OpenDoors.OnTheNetworkAsync();
        await WalkRpcsAsync(doors, doors.Grpc(), "anonymous", Scopes.None);
        await WalkRoutesAsync(doors, doors.Http(), "anonymous", Scopes.None);
        foreach (var scopes in Sets)
        {
            var token = doors.Token($"{(int)scopes}", scopes);
            await WalkRpcsAsync(doors, doors.Grpc(token), $"{scopes}", scopes.WithImplied());
            await WalkRoutesAsync(doors, doors.Http(token: token), $"{scopes}", scopes.WithImplied());
        }
    }

    [Fact]
    public async Task EveryRoute_OnLoopback_AnonymousReportsAndReads_TokenGetsItsScopes()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        await WalkRoutesAsync(doors, doors.Http(), "anonymous", Scopes.Open);
        foreach (var scopes in Sets) await WalkRoutesAsync(doors, doors.Http(token: doors.Token($"{(int)scopes}", scopes)), $"{scopes}", scopes.WithImplied());
    }

    [Theory]
    [InlineData("loopback")]
    [InlineData("socket")]
    public async Task EveryRpc_WrongToken_IsTakenForNobodyAnywhere(string door)
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        var wrong = doors.Host.Token[..^1] + (doors.Host.Token[^1] == '0' ? '1' : '0');
        await WalkRpcsAsync(doors, door == "socket" ? doors.Socket(wrong) : doors.Grpc(wrong), "wrong token", Scopes.None);
    }

    [Fact]
    public async Task EveryRpc_JobsToken_ReachesTheJobsOwnRunAndNoOther()
    {
        using var folder = new Tracker.Testing.TempFolder();
        await using var job = await RunningJob.StartAsync(folder);
        var (own, other) = (job.Run, job.Run[..^1] + (job.Run[^1] == '0' ? '1' : '0'));
        foreach (var invoker in (CallInvoker[])[job.Doors.Grpc(job.Token), job.Doors.Socket(job.Token)])
        {
            foreach (var (rpc, needed) in Walker.Rpcs(job.Doors.Host))
            {
                // The daemon's own state names no run.
                var isOfNoRun = Walker.Name(rpc) == "tracker.v1.DaemonService/GetStatus";
                var status = await Walker.CallAsync(invoker, rpc, Message(rpc, other));
                Assert.True(IsRefused(status) != isOfNoRun, $"{Walker.Name(rpc)} of another run: {status}");
                status = await Walker.CallAsync(invoker, rpc, Message(rpc, own));
                var isOpen = isOfNoRun || ((needed & Scopes.Open) != 0 && Message(rpc, own).Length > 0);
                Assert.True(IsRefused(status) != isOpen, $"{Walker.Name(rpc)} of its own run: {status}");
            }
        }

        foreach (var (endpoint, method, _, needed) in Walker.Routes(job.Doors.Host))
        {
            if (needed == Scopes.None) continue;
            foreach (var (run, isOpen) in new[] { (other, false), (own, endpoint.RoutePattern.Parameters.Count > 0) })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), Walker.Path(endpoint, run));
                using var response = await job.Doors.Http(token: job.Token).SendAsync(request, TestContext.Current.CancellationToken);
                Assert.True((response.StatusCode != HttpStatusCode.Forbidden) == isOpen, $"{method} {request.RequestUri}: {response.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task MetricsListener_ServesMetricsAndHealthAndNothingElse()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        foreach (var token in (string?[])[null, doors.Host.Token])
        {
            var http = doors.Http(metrics: true, token);
            foreach (var method in (string[])["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
            {
                foreach (var path in Walker.Routes(doors.Host).Select(route => route.Path).Concat(Walker.Rpcs(doors.Host).Select(rpc => rpc.Method.FullName)).Concat(["/", "/nothing", "/metrics/", "/Metrics", "/metrics/x"]).Distinct())
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), path);
                    using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
                    var isServed = method is "GET" && path is "/metrics" or "/healthz/live" or "/healthz/ready" && method is "GET" || (method, path) is ("HEAD", "/metrics");
                    if (isServed)
                    {
                        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{method} {path}: {response.StatusCode}");
                        continue;
                    }

                    Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{method} {path}: {response.StatusCode}");
                    if (method != "HEAD") Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
                }
            }
        }
    }

    [Fact]
    public async Task GetStatus_SaysWhetherTheCallerMayControl()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();

        Assert.False(await MayAsync(doors.Grpc()));
        Assert.False(await MayAsync(doors.Grpc(doors.Token("reads", Scopes.Read))));
        Assert.True(await MayAsync(doors.Grpc(doors.Token("controls", Scopes.Control))));
        Assert.True(await MayAsync(doors.Socket()));

        static async Task<bool> MayAsync(CallInvoker invoker) =>
            (await new DaemonService.DaemonServiceClient(invoker).GetStatusAsync(new GetStatusRequest())).MayControl;
    }

    private static async Task WalkRpcsAsync(OpenDoors doors, CallInvoker invoker, string who, Scopes has)
    {
        foreach (var (rpc, needed) in Walker.Rpcs(doors.Host))
        {
            var status = await Walker.CallAsync(invoker, rpc);
            var isRefused = IsRefused(status);
            Assert.True(isRefused == ((needed & has) == 0), $"{who}, {Walker.Name(rpc)}: {status}");
            if (isRefused) Assert.Contains("oken", status.Detail, StringComparison.Ordinal);
        }
    }

    private static async Task WalkRoutesAsync(OpenDoors doors, HttpClient http, string who, Scopes has)
    {
        foreach (var (_, method, path, needed) in Walker.Routes(doors.Host))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            var isRefused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
            Assert.True(isRefused == (needed != Scopes.None && (needed & has) == 0), $"{who}, {method} {path}: {response.StatusCode}");
        }

        // Whoever may do nothing does not even learn what is there.
        foreach (var (method, path) in new[] { ("GET", "/nothing"), ("DELETE", "/metrics") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(has == Scopes.None, response.StatusCode == HttpStatusCode.Unauthorized);
            if (has == Scopes.None) continue;
            Assert.Equal(method == "GET" ? HttpStatusCode.NotFound : HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
            Assert.Contains($"nothing is at {method} {path}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    private static bool IsRefused(Status status) => status.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied;

    /// <summary>The request of an RPC with nothing but the run; empty where it has no run.</summary>
    private static byte[] Message(IMethod rpc, string run)
    {
        if (Walker.Name(rpc) == "tracker.v1.IngestService/Report")
            return new ReportRequest { Hello = new Hello { Run = run, Producer = new string('a', 32), Attempt = 1 } }.ToByteArray();
        if (Descriptors().FirstOrDefault(method => $"{method.Service.FullName}/{method.Name}" == Walker.Name(rpc)) is not { } method) return [];
        var message = method.InputType.Parser.ParseFrom([]);
        if (method.InputType.FindFieldByName(CallerInterceptor.RunField) is { IsRepeated: false, FieldType: FieldType.String } field) field.Accessor.SetValue(message, run);
        return message.ToByteArray();
    }

    private static IEnumerable<MethodDescriptor> Descriptors() => AllProtos.Files.SelectMany(file => file.Services).SelectMany(service => service.Methods);
}
