using Tracker.Daemon.Wire;
using Tracker.Runtime.Access;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Daemon.Access;

/// <summary>
/// Refuses a token in the address, before anything looks at the address: it ends up in logs, histories and referrers, and what came in one
/// is no secret any more.
/// </summary>
internal sealed class MisplacedTokenGuard(RequestDelegate next, AccessInstruments instruments)
{
    private static readonly string[] TokenNames = ["token", "access_token", "auth_token", "bearer", "authorization", "api_key", "apikey"];

    public Task InvokeAsync(HttpContext context)
    {
        if (!IsThere(context.Request)) return next(context);
        instruments.Refused("misplaced_token");
        return Answers.WriteAsync(context, Refusal.Unauthenticated(
            "a token in the address is never taken, and is no secret any more: revoke it (tracker token revoke), make another, and send that as the header Authorization: Bearer."));
    }

    private static bool IsThere(HttpRequest request)
    {
        if (Secret.IsIn(request.Path.Value ?? "")) return true;
        return request.QueryString.Value is { Length: > 0 } query
            && (Secret.IsIn(query) || request.Query.Keys.Any(key => TokenNames.Contains(key, StringComparer.OrdinalIgnoreCase)));
    }
}
