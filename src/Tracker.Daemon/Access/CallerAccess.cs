using Tracker.Daemon.Hosting;
using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Access;

/// <summary>Decides whether a caller may control: the Unix socket with an allowed uid, or the token.</summary>
internal sealed class CallerAccess(ControlToken token, DaemonOptions options)
{
    private const string Bearer = "Bearer ";

    /// <returns>Null when the caller may control; else why not, and how.</returns>
    public Refusal? RefuseControl(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return token.Matches(authorization[Bearer.Length..].Trim())
                ? null
                : Refusal.Unauthenticated("the token is not this daemon's: use the control.token of its data directory (TRACKER_TOKEN_FILE).");
        }

        if (context.Features.Get<PeerCredentials>() is not { } peer)
            return Refusal.Unauthenticated($"this call needs permission to control: use the Unix socket {options.SocketPath}, or a token (TRACKER_TOKEN_FILE).");
        return peer.Uid == 0 || peer.Uid == UnixUser.Id || options.AllowedUids.Contains(peer.Uid)
            ? null
            : Refusal.Forbidden($"user {peer.Uid} may not control this daemon: add the uid to AllowedUids, or use a token (TRACKER_TOKEN_FILE).");
    }

    /// <summary>The connection came through the Unix socket, which no browser can reach.</summary>
    public static bool IsLocalSocket(HttpContext context) => context.Features.Get<PeerCredentials>() is not null;
}
