using System.Net;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Access;

namespace Tracker.Daemon.Tests.Access;

/// <summary>
/// Walks every RPC and every route on every listener, as an anonymous caller and with each scope: each gets what <see cref="RpcNeeds"/> and
/// <see cref="RouteNeeds"/> say, and nothing else. Who adds a call adds it there, and thinks about who may make it.
/// </summary>
public sealed class AccessWalkTests
{
    private static readonly Dictionary<string, Scopes> RpcNeeds = new()
    {
        ["tracker.v1.IngestService/Report"] = Scopes.Ingest,
        ["tracker.v1.IngestService/CreateRun"] = Scopes.Ingest,
        ["tracker.v1.IngestService/LogMetrics"] = Scopes.Ingest,
        ["tracker.v1.IngestService/SetFacts"] = Scopes.Ingest,
        ["tracker.v1.IngestService/FinishRun"] = Scopes.Ingest,
        ["tracker.v1.RunsService/ListRuns"] = Scopes.Read,
        ["tracker.v1.RunsService/GetRun"] = Scopes.Read,
        ["tracker.v1.RunsService/WatchRun"] = Scopes.Read,
        ["tracker.v1.RunsService/ExportRun"] = Scopes.Read,
        ["tracker.v1.RunsService/ExplainRun"] = Scopes.Read,
        ["tracker.v1.RunsService/ListAlerts"] = Scopes.Read,
        ["tracker.v1.RunsService/SendCommand"] = Scopes.Control,
        ["tracker.v1.JobsService/ListJobs"] = Scopes.Read,
        ["tracker.v1.JobsService/GetJob"] = Scopes.Read,
        ["tracker.v1.JobsService/ReadJobLogs"] = Scopes.Read,
        ["tracker.v1.JobsService/ListPlugins"] = Scopes.Read,
        ["tracker.v1.JobsService/SubmitJob"] = Scopes.Control,
        ["tracker.v1.JobsService/CancelJob"] = Scopes.Control,
        ["tracker.v1.DaemonService/GetStatus"] = Scopes.Read,
        ["tracker.v1.AccessService/CreateToken"] = Scopes.Control,
        ["tracker.v1.AccessService/ListTokens"] = Scopes.Control,
        ["tracker.v1.AccessService/RevokeToken"] = Scopes.Control,
        ["grpc.health.v1.Health/Check"] = Scopes.Read,
        ["grpc.health.v1.Health/Watch"] = Scopes.Read,
        ["grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = Scopes.Read,
        ["grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = Scopes.Read,
    };

    private static readonly Dictionary<string, Scopes> RouteNeeds = new()
    {
        ["GET /healthz/live"] = Scopes.None,
        ["GET /healthz/ready"] = Scopes.None,
        ["GET /metrics"] = Scopes.Read,
        ["HEAD /metrics"] = Scopes.Read,
        ["GET /api/v1/alerts"] = Scopes.Read,
        ["GET /api/v1/runs"] = Scopes.Read,
        ["GET /api/v1/runs/x"] = Scopes.Read,
        ["GET /api/v1/runs/x/why"] = Scopes.Read,
        ["POST /api/v1/runs"] = Scopes.Ingest,
        ["POST /api/v1/runs/x/metrics"] = Scopes.Ingest,
        ["POST /api/v1/runs/x/facts"] = Scopes.Ingest,
        ["POST /api/v1/runs/x/finish"] = Scopes.Ingest,
    };

    // What a job's token may call, and only for the job's own run: what is not here is refused to it.
    private static readonly string[] OpenToJobs =
    [
        "tracker.v1.IngestService/Report", "tracker.v1.IngestService/CreateRun", "tracker.v1.IngestService/LogMetrics",
        "tracker.v1.IngestService/SetFacts", "tracker.v1.IngestService/FinishRun",
        "tracker.v1.RunsService/GetRun", "tracker.v1.RunsService/WatchRun", "tracker.v1.RunsService/ExportRun", "tracker.v1.RunsService/ExplainRun",
        "tracker.v1.RunsService/ListAlerts", "tracker.v1.DaemonService/GetStatus",
    ];

    private static readonly Scopes[] Sets = [Scopes.Ingest, Scopes.Read, Scopes.Open, Scopes.Control];

    [Fact]
    public async Task RpcTable_OfTheDaemon_IsTheListOfThisTest()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();

        Assert.Equal(RpcNeeds.Keys.Order(), Walker.Rpcs(doors.Host).Select(Name).Distinct().Order());
        var described = Descriptors().Select(method => $"{method.Service.FullName}/{method.Name}");
        Assert.Empty(described.Except(RpcNeeds.Keys));
        Assert.Equal(RouteNeeds.Keys.Order(), Walker.Routes(doors.Host).Select(route => $"{route.Method} {route.Path}".TrimEnd('/')).Distinct().Order());
    }

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
        foreach (var rpc in Walker.Rpcs(job.Doors.Host))
        {
            foreach (var invoker in (CallInvoker[])[job.Doors.Grpc(job.Token), job.Doors.Socket(job.Token)])
            {
                var isOpen = OpenToJobs.Contains(Name(rpc));
                Assert.True(IsRefused(await Walker.CallAsync(invoker, rpc, Message(rpc, other))) != (Name(rpc) is "tracker.v1.DaemonService/GetStatus"), $"{Name(rpc)} of another run");
                var status = await Walker.CallAsync(invoker, rpc, Message(rpc, own));
                Assert.True(IsRefused(status) != isOpen, $"{Name(rpc)} of its own run: {status}");
            }
        }

        foreach (var (endpoint, method, _) in Walker.Routes(job.Doors.Host))
        {
            if (RouteNeeds[$"{method} {Walker.Path(endpoint, "x")}"] == Scopes.None) continue;
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
                foreach (var path in Walker.Routes(doors.Host).Select(route => route.Path).Concat(Walker.Rpcs(doors.Host).Select(rpc => rpc.FullName)).Concat(["/", "/nothing", "/metrics/", "/Metrics", "/metrics/x"]).Distinct())
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
        foreach (var rpc in Walker.Rpcs(doors.Host))
        {
            var status = await Walker.CallAsync(invoker, rpc);
            var isRefused = IsRefused(status);
            Assert.True(isRefused == ((RpcNeeds.GetValueOrDefault(Name(rpc), Scopes.Control) & has) == 0), $"{who}, {Name(rpc)}: {status}");
            if (isRefused) Assert.Contains("oken", status.Detail, StringComparison.Ordinal);
        }
    }

    private static async Task WalkRoutesAsync(OpenDoors doors, HttpClient http, string who, Scopes has)
    {
        foreach (var (_, method, path) in Walker.Routes(doors.Host))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            var needed = RouteNeeds[$"{method} {path}".TrimEnd('/')];
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

    private static string Name(IMethod rpc) => $"{rpc.ServiceName}/{rpc.Name}";

    /// <summary>The request of an RPC with nothing but the run; empty where it has no run.</summary>
    private static byte[] Message(IMethod rpc, string run)
    {
        if (Name(rpc) == "tracker.v1.IngestService/Report")
            return new ReportRequest { Hello = new Hello { Run = run, Producer = new string('a', 32), Attempt = 1 } }.ToByteArray();
        if (Descriptors().FirstOrDefault(method => $"{method.Service.FullName}/{method.Name}" == Name(rpc)) is not { } method) return [];
        var message = method.InputType.Parser.ParseFrom([]);
        if (method.InputType.FindFieldByName(CallerInterceptor.RunField) is { IsRepeated: false, FieldType: FieldType.String } field) field.Accessor.SetValue(message, run);
        return message.ToByteArray();
    }

    private static IEnumerable<MethodDescriptor> Descriptors() => AllProtos.Files.SelectMany(file => file.Services).SelectMany(service => service.Methods);
}
