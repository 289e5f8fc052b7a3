using Tracker.Daemon.Hosting;
using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Access;

/// <summary>Finds out who calls: by a token, else by the uid at the other end of the Unix socket, else anybody on this machine.</summary>
internal sealed class CallerAccess(ControlToken token, DaemonOptions options)
{
    private const string Bearer = "Bearer ";
    private static readonly Caller Anybody = new("anybody on this machine", Scopes.Open);

    /// <returns>The caller; or why the credentials are none. Who says who he is must be that: a wrong token is not taken for none.</returns>
    public Outcome<Caller> Identify(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return token.Matches(authorization[Bearer.Length..].Trim())
                ? new Caller("control.token", Scopes.All)
                : Refusal.Unauthenticated("the token is not this daemon's: use the control.token of its data directory (TRACKER_TOKEN_FILE).");
        }

        return context.Features.Get<PeerCredentials>() is { } peer && MayControl(peer.Uid) ? new Caller($"uid {peer.Uid}", Scopes.All) : Anybody;
    }

    /// <summary>Why this caller may not, and the way out.</summary>
    public Refusal Refuse(HttpContext context, Caller caller, Scopes needed) =>
        context.Features.Get<PeerCredentials>() is { } peer
            ? Refusal.Forbidden($"user {peer.Uid} may not control this daemon: add the uid to AllowedUids, or use a token (TRACKER_TOKEN_FILE).")
            : Refusal.Unauthenticated($"this call needs permission to control: use the Unix socket {options.SocketPath}, or a token (TRACKER_TOKEN_FILE).");

    /// <summary>The connection came through the Unix socket, which no browser can reach.</summary>
    public static bool IsLocalSocket(HttpContext context) => context.Features.Get<PeerCredentials>() is not null;

    private bool MayControl(uint uid) => uid == 0 || uid == UnixUser.Id || options.AllowedUids.Contains(uid);
}
