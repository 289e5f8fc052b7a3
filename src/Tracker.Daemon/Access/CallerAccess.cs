using Tracker.Daemon.Hosting;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Jobs;

namespace Tracker.Daemon.Access;

/// <summary>
/// Finds out who calls: by a token, else by a client certificate, else by the uid at the other end of the Unix socket, else by the door.
/// </summary>
internal sealed class CallerAccess
{
    private const string Bearer = "Bearer ";
    private const string WithToken = "send a token (TRACKER_TOKEN_FILE; in HTTP the header Authorization: Bearer)";
    private static readonly Caller ControlCaller = new("control.token", Scopes.All);
    private static readonly Caller Nobody = new("a caller without a token", Scopes.None) { IsAnonymous = true };
    private static readonly Caller Anybody = new("anybody on this machine", Scopes.Open) { IsAnonymous = true };
    private static readonly Caller Scraper = new("a scrape", Scopes.Read) { IsAnonymous = true };
    private readonly Scopes _certificateScopes;
    private readonly ControlToken _control;
    private readonly TokenRegistry _tokens;
    private readonly JobTokens _jobs;
    private readonly DaemonOptions _options;
    private readonly AccessInstruments _instruments;

    public CallerAccess(ControlToken control, TokenRegistry tokens, JobTokens jobs, DaemonOptions options, AccessInstruments instruments)
    {
        _control = control;
        _tokens = tokens;
        _jobs = jobs;
        _options = options;
        _instruments = instruments;
        var scopes = options.Tls.ClientScopes.Aggregate(Scopes.None, static (all, word) => all | (ScopeWords.Parse(word) ?? Scopes.None));
        _certificateScopes = scopes == Scopes.None ? Scopes.Open : scopes.WithImplied();
        instruments.ObserveTokens(() => tokens.Count);
    }

    /// <returns>The caller; or why the credentials are none. Who says who he is must be that: a wrong token is not taken for none.</returns>
    public Outcome<Caller> Identify(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.Length == 0) return WithoutToken(context);
        var found = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? Find(authorization[Bearer.Length..].Trim())
            : Refusal.Unauthenticated("only bearer tokens are taken, and none in front of the host of an address: send the header Authorization: Bearer.");
        if (!found.Succeeded(out _, out _)) _instruments.Refused("bad_token");
        return found;
    }

    /// <summary>Why this caller may not, and the way out.</summary>
    public Refusal Refuse(HttpContext context, Caller caller, Scopes needed)
    {
        if (!caller.IsAnonymous)
        {
            _instruments.Refused("scope");
            return Refusal.Forbidden(
                $"{caller.Name} has the scopes {string.Join(", ", caller.Scopes.ToWords())} and this call needs {needed.Either()}: use a token that has it (tracker token create --scope).");
        }

        if (context.Features.Get<PeerCredentials>() is { } peer)
        {
            _instruments.Refused("uid");
            return Refusal.Forbidden($"user {peer.Uid} may not {Deed(needed)} this daemon: add the uid to AllowedUids, or use a token (TRACKER_TOKEN_FILE).");
        }

        _instruments.Refused("no_token");
        return Refusal.Unauthenticated(caller.Scopes == Scopes.None
            ? $"nobody calls without a token here: {WithToken}."
            : $"this call needs permission to control: use the Unix socket {_options.SocketPath}, or a token (TRACKER_TOKEN_FILE).");
    }

    /// <summary>Why a call on a run of others may not be made.</summary>
    public Refusal? RefuseRun(Caller caller, string? run)
    {
        if (caller.RefuseRun(run) is not { } refusal) return null;
        _instruments.Refused("other_run");
        return refusal;
    }

    /// <summary>The connection came through the Unix socket, which no browser can reach.</summary>
    public static bool IsLocalSocket(HttpContext context) => context.Features.Get<PeerCredentials>() is not null;

    private Outcome<Caller> Find(string token)
    {
        if (_control.Matches(token)) return ControlCaller;
        if (!_jobs.TryFind(token, out var job)) return _tokens.Find(token);
        return job is null
            ? Refusal.Unauthenticated("the job of this token is over, and the token with it: use a token of your own (TRACKER_TOKEN_FILE).")
            : new Caller($"the token of job {job.Run}", Scopes.Open) { OwnRun = job.Run, Ended = job.Ended };
    }

    private Caller WithoutToken(HttpContext context)
    {
        // The handshake let it through, so it leads to one of our authorities.
        if (context.Connection.ClientCertificate is { } certificate) return new Caller($"certificate {certificate.Subject}", _certificateScopes);
        if (context.Features.Get<PeerCredentials>() is { } peer && MayControl(peer.Uid)) return new Caller($"uid {peer.Uid}", Scopes.All);
        return DoorMark.Of(context) switch
        {
            Door.Loopback or Door.Socket when !_options.RequireToken => Anybody,
            Door.Metrics when !_options.MetricsRequireToken => Scraper,
            _ => Nobody,
        };
    }

    private bool MayControl(uint uid) => uid == 0 || uid == UnixUser.Id || _options.AllowedUids.Contains(uid);

    private static string Deed(Scopes needed) => needed == Scopes.Control ? "control" : "call";
}
