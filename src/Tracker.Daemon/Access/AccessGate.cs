using Grpc.AspNetCore.Server;
using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Access;

/// <summary>
/// Stands before every endpoint and reads nothing of the body: finds out who calls, and refuses what <see cref="NeedsAttribute"/> of
/// the endpoint does not let them do.
/// </summary>
internal sealed partial class AccessGate(RequestDelegate next, CallerAccess access, ILogger<AccessGate> logger)
{
    private static readonly string[] MetricsDoorPaths = ["/metrics", "/healthz/live", "/healthz/ready"];

    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (DoorMark.Of(context) == Door.Metrics && !IsOfMetricsDoor(context.Request)) return NothingThere.WriteAsync(context);
        var needed = NeedsAttribute.Of(endpoint);
        if (needed == Scopes.None) return next(context);
        if (!access.Identify(context).Succeeded(out var caller, out var unknown)) return Answers.WriteAsync(context, unknown);
        context.Features.Set(caller);
        if (!caller.May(needed)) return Answers.WriteAsync(context, access.Refuse(context, caller, needed));
        // The run of a gRPC call stands in its message: CallerInterceptor looks there.
        if (endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>() is null
            && access.RefuseRun(caller, context.Request.RouteValues["run"] as string) is { } other)
        {
            return Answers.WriteAsync(context, other);
        }

        if (needed == Scopes.Control) LogControl(caller.Name, context.Request.Path);
        return endpoint is RouteEndpoint ? next(context) : NothingThere.AfterAsync(context, next);
    }

    private static bool IsOfMetricsDoor(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && MetricsDoorPaths.Contains(request.Path.Value);
}
