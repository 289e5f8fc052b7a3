namespace Tracker.Daemon.Access;

/// <summary>
/// What a caller must have for this call: one of these scopes; <see cref="Scopes.None"/> lets everybody in on every listener. An
/// endpoint that does not say it needs control; so what somebody forgets to declare stays closed.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class NeedsAttribute(Scopes scopes) : Attribute
{
    public Scopes Scopes { get; } = scopes;

    /// <summary>The call itself sees to it that a job's token reaches no run but the job's own.</summary>
    public bool ChecksRun { get; init; }

    /// <summary>
    /// What an endpoint needs. One that is not there, or not with this method, can do nothing but say so: there any scope will do.
    /// </summary>
    public static Scopes Of(Endpoint? endpoint) =>
        endpoint is RouteEndpoint route && !IsUnimplemented(route)
            ? endpoint.Metadata.GetMetadata<NeedsAttribute>()?.Scopes ?? Scopes.Control
            : Scopes.All;

    /// <summary>gRPC's answer to a method that is not there.</summary>
    private static bool IsUnimplemented(RouteEndpoint route) =>
        route.RoutePattern.Parameters.Any(parameter => parameter.Name is "unimplementedMethod");
}
