using Google.Protobuf.Reflection;
using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Access;

/// <summary>Walks every RPC of the protos: what is not listed here as open must need permission to control.</summary>
public sealed class AccessWalkTests
{
    private static readonly string[] Open =
    [
        "IngestService/Report", "IngestService/CreateRun", "IngestService/LogMetrics", "IngestService/SetFacts", "IngestService/FinishRun",
        "RunsService/ListRuns", "RunsService/GetRun", "RunsService/WatchRun", "RunsService/ExportRun", "RunsService/ExplainRun",
        "RunsService/ListAlerts",
        "DaemonService/GetStatus",
        "JobsService/ListJobs", "JobsService/GetJob", "JobsService/ReadJobLogs", "JobsService/ListPlugins",
    ];

    [Fact]
    public async Task EveryRpc_AnonymousCallerOverTcp_OnlyOpenOnesAnswer()
    {
        await using var host = await DaemonHost.StartAsync();
        var invoker = host.Open();
        var walked = 0;
        foreach (var method in Methods())
        {
            var status = await CallAsync(invoker, method, []);
            // What is not served can do nothing.
            if (status is { StatusCode: StatusCode.Unimplemented, Detail: "Service is unimplemented." }) continue;
            if (Open.Contains(Short(method)))
            {
                Assert.True(status.StatusCode is not StatusCode.Unauthenticated and not StatusCode.PermissionDenied, $"{Short(method)}: {status}");
                continue;
            }

            walked++;
            Assert.True(status.StatusCode == StatusCode.Unauthenticated, $"{Short(method)}: {status}");
            Assert.Contains("use the Unix socket", status.Detail, StringComparison.Ordinal);
            Assert.Contains("TRACKER_TOKEN_FILE", status.Detail, StringComparison.Ordinal);
        }

        Assert.True(walked >= 1);
    }

    [Fact]
    public async Task ControlCall_WrongToken_IsUnauthenticated()
    {
        await using var host = await DaemonHost.StartAsync();
        var client = new RunsService.RunsServiceClient(host.Open());

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await client.SendCommandAsync(
            new SendCommandRequest { Run = "x", Name = "stop" },
            new Metadata { { "authorization", "Bearer " + new string('0', 64) } },
            cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.Unauthenticated, fault.StatusCode);
        Assert.Contains("control.token", fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ControlCall_TokenOverTcp_IsLetThrough()
    {
        await using var host = await DaemonHost.StartAsync();
        var client = new RunsService.RunsServiceClient(host.Open());

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await client.SendCommandAsync(
            new SendCommandRequest { Run = "nobody", Name = "stop" },
            new Metadata { { "authorization", "Bearer " + host.Token } },
            cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.NotFound, fault.StatusCode);
    }

    [Fact]
    public async Task ControlCall_OwnUidOverTheSocket_IsLetThrough()
    {
        await using var host = await DaemonHost.StartAsync();
        var client = new RunsService.RunsServiceClient(host.OverSocket());

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await client.SendCommandAsync(
            new SendCommandRequest { Run = "nobody", Name = "stop" }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.NotFound, fault.StatusCode);
    }

    [Fact]
    public async Task GetStatus_SaysWhetherTheCallerMayControl()
    {
        await using var host = await DaemonHost.StartAsync();

        var overTcp = await new DaemonService.DaemonServiceClient(host.Open()).GetStatusAsync(
            new GetStatusRequest(), cancellationToken: TestContext.Current.CancellationToken);
        var overSocket = await new DaemonService.DaemonServiceClient(host.OverSocket()).GetStatusAsync(
            new GetStatusRequest(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(overTcp.MayControl);
        Assert.True(overSocket.MayControl);
        Assert.Equal(host.Addresses.Http, overTcp.HttpAddress);
        Assert.Equal(host.DataDir, overTcp.DataDirectory);
    }

    private static IEnumerable<MethodDescriptor> Methods() =>
        new[] { IngestReflection.Descriptor, RunsReflection.Descriptor, JobsReflection.Descriptor, AccessReflection.Descriptor, DaemonReflection.Descriptor }
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods);

    private static string Short(MethodDescriptor method) => $"{method.Service.Name}/{method.Name}";

    /// <summary>An empty message by the name of the method alone.</summary>
    private static async Task<Status> CallAsync(CallInvoker invoker, MethodDescriptor descriptor, Metadata headers)
    {
        var bytes = Marshallers.Create(static (byte[] raw) => raw, static raw => raw);
        var type = descriptor switch
        {
            { IsClientStreaming: true } => MethodType.DuplexStreaming,
            { IsServerStreaming: true } => MethodType.ServerStreaming,
            _ => MethodType.Unary,
        };
        var method = new Method<byte[], byte[]>(type, descriptor.Service.FullName, descriptor.Name, bytes, bytes);
        var options = new CallOptions(headers, cancellationToken: TestContext.Current.CancellationToken);
        try
        {
            switch (type)
            {
                case MethodType.Unary:
                    await invoker.AsyncUnaryCall(method, null, options, []);
                    break;
                case MethodType.ServerStreaming:
                    using (var call = invoker.AsyncServerStreamingCall(method, null, options, []))
                        await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
                    break;
                default:
                    using (var call = invoker.AsyncDuplexStreamingCall(method, null, options))
                    {
                        await call.RequestStream.CompleteAsync();
                        await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
                    }

                    break;
            }

            return Status.DefaultSuccess;
        }
        catch (RpcException fault)
        {
            return fault.Status;
        }
    }
}
