using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Access;

/// <summary>
/// Stands before every endpoint and reads nothing of the body: finds out who calls, and refuses what <see cref="NeedsAttribute"/> of
/// the endpoint does not let them do.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, CallerAccess access)
{
    public Task InvokeAsync(HttpContext context)
    {
        var needed = NeedsAttribute.Of(context.GetEndpoint());
        if (needed == Scopes.None) return next(context);
        if (!access.Identify(context).Succeeded(out var caller, out var unknown)) return Answers.WriteAsync(context, unknown);
        context.Features.Set(caller);
        return caller.May(needed) ? next(context) : Answers.WriteAsync(context, access.Refuse(context, caller, needed));
    }
}
