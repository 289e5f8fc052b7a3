using Microsoft.Net.Http.Headers;
using Tracker.Daemon.Hosting;
using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Access;

/// <summary>
/// Keeps web pages of others out: the Host must name this machine, and an Origin must be the daemon's own. Stands before every
/// route and method, those that are not there included, for a guard with exceptions is how such guards fail.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, DaemonOptions options)
{
    private readonly HashSet<string> _hosts =
        new(["localhost", "127.0.0.1", "[::1]", .. options.AllowedHosts], StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        // No answer is ever to be taken for a page or a script by guess.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Refuse(context) is { } refusal ? Answers.WriteAsync(context, refusal) : next(context);
    }

    private Refusal? Refuse(HttpContext context)
    {
        var host = context.Request.Host;
        // Over the Unix socket clients send any authority, and no browser gets there.
        if (!CallerAccess.IsLocalSocket(context) && !_hosts.Contains(host.Host))
            return Refusal.Forbidden($"the Host '{Shown(host.Value)}' is not this daemon's: use localhost, or add the name to AllowedHosts.");
        var origins = context.Request.Headers[HeaderNames.Origin];
        foreach (var origin in origins)
        {
            if (!string.Equals(origin, $"{context.Request.Scheme}://{host.Value}", StringComparison.OrdinalIgnoreCase))
                return Refusal.Forbidden($"the Origin '{Shown(origin)}' is not this daemon's own: call it without a browser, or from its own pages.");
        }

        return null;
    }

    private static string Shown(string? header) => Names.Shorten(header ?? "");
}
