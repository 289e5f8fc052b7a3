using System.Net;
using Tracker.Daemon.Hosting.Tls;

namespace Tracker.Daemon.Hosting;

/// <summary>What must hold before other machines can reach a listener.</summary>
internal static class NetworkBind
{
    private const string Back = "or listen on 127.0.0.1 and use an SSH tunnel";

    /// <returns>One sentence; null when what is asked for is safe to listen on, but for the tokens.</returns>
    public static string? Problem(DaemonOptions options)
    {
        if (Reachable(options) is { } door && options.Tls.CertificateFile is null)
            return $"{door} can be reached by other machines, and there is no TLS: name a certificate (--tls-cert, --tls-key), {Back}.";
        return options is { MetricsAddress: { } metrics, MetricsRequireToken: true, Tls.CertificateFile: null } && !IsLoopback("metrics", metrics)
            ? $"--metrics {metrics} would have tokens sent to it in clear text: name a certificate (--tls-cert, --tls-key), or leave MetricsRequireToken out."
            : null;
    }

    /// <param name="options">Without a <see cref="Problem"/>.</param>
    /// <param name="hasToken">Somebody made a token, and it has not expired.</param>
    /// <exception cref="StartupException">Nobody could call; the sentence names the way out.</exception>
    public static void RefuseWithoutToken(DaemonOptions options, bool hasToken)
    {
        if (hasToken || options.Tls.ClientCertificate != ClientCertificates.None || Reachable(options) is not { } door) return;
        throw StartupException.UsedWrongly(
            $"{door} can be reached by other machines, and there is no token to call it with: start once on 127.0.0.1, make one (tracker token create NAME --scope ingest,read) and start again, or take client certificates (Tls:ClientCaFile), {Back}.");
    }

    private static string? Reachable(DaemonOptions options)
    {
        foreach (var (flag, text) in (ReadOnlySpan<(string, string)>)[("http", options.Http), ("grpc", options.Grpc)])
        {
            if (!IsLoopback(flag, text)) return $"--{flag} {text}";
        }

        return null;
    }

    private static bool IsLoopback(string flag, string text)
    {
        _ = DaemonOptionsValidator.TryParseAddress(flag, text, out var endPoint);
        return IPAddress.IsLoopback(endPoint.Address);
    }
}
