using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Access;

/// <summary>
/// Stands before every endpoint and reads nothing of the body. What is not declared <see cref="OpenAttribute">open</see> needs
/// permission to control.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, CallerAccess access)
{
    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null || IsOpen(endpoint)) return next(context);
        return access.RefuseControl(context) is { } refusal ? Answers.WriteAsync(context, refusal) : next(context);
    }

    /// <summary>Anybody who reaches the daemon may call it.</summary>
    public static bool IsOpen(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<OpenAttribute>() is not null || IsUnimplemented(endpoint);

    /// <summary>gRPC's answer to a method that is not there: it can do nothing but say so.</summary>
    private static bool IsUnimplemented(Endpoint endpoint) =>
        endpoint is RouteEndpoint route && route.RoutePattern.Parameters.Any(parameter => parameter.Name is "unimplementedMethod");
}
