using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Daemon.Access;

namespace Tracker.Daemon.Tests.Access;

/// <summary>Everything that a daemon serves, from its own route table, and an empty call of each.</summary>
internal static class Walker
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static (byte[] raw) => raw, static raw => raw);

    /// <summary>Every method of every gRPC service, and what it needs.</summary>
    public static IReadOnlyList<(IMethod Method, Scopes Needed)> Rpcs(DaemonHost host) =>
        [.. Endpoints(host)
            .Where(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is not null)
            .Select(endpoint => (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()!.Method, NeedsAttribute.Of(endpoint)))];

    /// <summary>As "tracker.v1.RunsService/GetRun".</summary>
    public static string Name(IMethod rpc) => $"{rpc.ServiceName}/{rpc.Name}";

    /// <summary>Every other route with its method, as "GET /api/v1/runs/x".</summary>
    public static IReadOnlyList<(RouteEndpoint Endpoint, string Method, string Path, Scopes Needed)> Routes(DaemonHost host) =>
        [.. Endpoints(host)
            .Where(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is null && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not null
                && !endpoint.RoutePattern.Parameters.Any(parameter => parameter.Name.StartsWith("unimplemented", StringComparison.Ordinal)))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => (endpoint, method, Path(endpoint, "x").TrimEnd('/'), NeedsAttribute.Of(endpoint))))];

    public static string Path(RouteEndpoint endpoint, string run) =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts[0] is RoutePatternLiteralPart literal ? literal.Content : run));

    /// <summary>An empty message, and the first answer to it.</summary>
    public static async Task<Status> CallAsync(CallInvoker invoker, IMethod rpc, byte[]? message = null)
    {
        var method = new Method<byte[], byte[]>(rpc.Type, rpc.ServiceName, rpc.Name, Bytes, Bytes);
        var options = new CallOptions(cancellationToken: TestContext.Current.CancellationToken);
        try
        {
            switch (rpc.Type)
            {
                case MethodType.Unary:
                    await invoker.AsyncUnaryCall(method, null, options, message ?? []);
                    break;
                case MethodType.ServerStreaming:
                    using (var call = invoker.AsyncServerStreamingCall(method, null, options, message ?? []))
                        await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
                    break;
                default:
                    using (var call = invoker.AsyncDuplexStreamingCall(method, null, options))
                    {
                        try
                        {
                            if (message is not null) await call.RequestStream.WriteAsync(message);
                            await call.RequestStream.CompleteAsync();
                        }
                        catch (RpcException)
                        {
                            // It was refused before it was written; the answer says why.
                        }

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

    private static IEnumerable<RouteEndpoint> Endpoints(DaemonHost host) =>
        host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
