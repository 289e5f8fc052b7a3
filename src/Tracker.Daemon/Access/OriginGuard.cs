using System.Net;
using Microsoft.Net.Http.Headers;
using Tracker.Daemon.Hosting;
using Tracker.Daemon.Hosting.Tls;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Daemon.Access;

/// <summary>
/// Keeps web pages of others out: the Host must name this machine, and an Origin must be the daemon's own. Stands before every
/// route and method, those that are not there included, for a guard with exceptions is how such guards fail.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, DaemonOptions options, AccessInstruments instruments, TlsDoor? tls = null)
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
        if (!CallerAccess.IsLocalSocket(context) && !IsOurs(host.Host, DoorMark.Of(context)))
        {
            instruments.Refused("host");
            return Refusal.Forbidden($"the Host '{Shown(host.Value)}' is not this daemon's: use localhost, or add the name to AllowedHosts.");
        }

        var origins = context.Request.Headers[HeaderNames.Origin];
        foreach (var origin in origins)
        {
            if (string.Equals(origin, $"{context.Request.Scheme}://{host.Value}", StringComparison.OrdinalIgnoreCase)) continue;
            instruments.Refused("origin");
            return Refusal.Forbidden($"the Origin '{Shown(origin)}' is not this daemon's own: call it without a browser, or from its own pages.");
        }

        return null;
    }

    /// <summary>
    /// Where other machines call, they call this machine's name, a name of its certificate, or an address: no page of somebody else's can
    /// be made to have one of these for its own host, as it can a name that it resolves to this machine.
    /// </summary>
    private bool IsOurs(string host, Door door) =>
        _hosts.Contains(host)
        || (door is Door.Network or Door.Metrics
            && (IPAddress.TryParse(host.Trim('[', ']'), out _)
                || string.Equals(host, Environment.MachineName, StringComparison.OrdinalIgnoreCase)
                || (tls?.Material.Names.Any(name => IsNamed(host, name)) ?? false)));

    /// <summary>A name of a certificate may stand for any one first label.</summary>
    private static bool IsNamed(string host, string name) =>
        string.Equals(host, name, StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("*.", StringComparison.Ordinal)
            && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            && host.AsSpan(dot).Equals(name.AsSpan(1), StringComparison.OrdinalIgnoreCase));

    private static string Shown(string? header) => Names.Shorten(header ?? "");
}
