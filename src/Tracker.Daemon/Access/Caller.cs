namespace Tracker.Daemon.Access;

/// <summary>Who calls and what that one may do. Noted on each request by <see cref="AccessGate"/>.</summary>
/// <param name="Name">For logs and sentences, as "token ci" or "uid 0".</param>
/// <param name="Scopes">What the caller may do.</param>
internal sealed record Caller(string Name, Scopes Scopes)
{
    /// <summary>The call may be made.</summary>
    public bool May(Scopes needed) => needed == Scopes.None || (Scopes & needed) != 0;

    /// <summary>The caller of a request that passed the gate.</summary>
    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The request did not pass the gate.");
}
