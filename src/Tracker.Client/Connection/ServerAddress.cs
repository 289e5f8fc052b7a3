using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Tracker.Client.Connection;

/// <summary>
/// Where a daemon listens for gRPC: <c>http://host:port</c> (HTTP/2 without TLS), <c>https://host:port</c> or <c>unix:/path</c>.
/// </summary>
public sealed record ServerAddress
{
    /// <summary>The environment variable that names the daemon: a comma list of addresses.</summary>
    public const string Variable = "TRACKER_SERVER";

    /// <summary>The socket of a daemon that runs as a service.</summary>
    public const string SystemSocket = "/run/tracker/trackerd.sock";

    /// <summary>The port on which a daemon serves gRPC unless told otherwise.</summary>
    public const int DefaultPort = 7071;

    // sockaddr_un holds 108 bytes with the closing zero; a longer path fails with a message that names nothing.
    private const int MaxSocketPathBytes = 107;

    private ServerAddress(Uri? uri, string? socketPath)
    {
        Uri = uri;
        SocketPath = socketPath;
    }

    /// <summary>The URI of a TCP address; null for a Unix socket.</summary>
    public Uri? Uri { get; }

    /// <summary>The path of a Unix socket; null for TCP.</summary>
    public string? SocketPath { get; }

    /// <summary>True where what is sent cannot be read on a network: TLS, a Unix socket, or loopback.</summary>
    public bool IsPrivate => Uri is null || Uri.Scheme == Uri.UriSchemeHttps || Uri.IsLoopback
        || (IPAddress.TryParse(Uri.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>The address as people write it.</summary>
    public override string ToString() => SocketPath is { } path ? "unix:" + path : Uri!.GetLeftPart(UriPartial.Authority);

    /// <summary>The Unix socket at a path.</summary>
    /// <param name="path">Absolute or relative to the working directory; at most 107 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">The path is empty or too long for a socket.</exception>
    public static ServerAddress Unix(string path) =>
        TryUnix(path, out ServerAddress? address, out string? problem) ? address : throw new ArgumentException(problem, nameof(path));

    /// <summary>Reads one address.</summary>
    /// <param name="text"><c>http://host:port</c>, <c>https://host:port</c>, <c>unix:/path</c>, or <c>host:port</c>, which means http.</param>
    /// <param name="address">The address, where it could be read.</param>
    /// <param name="problem">One sentence that says what is wrong and what to write instead.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ServerAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        string trimmed = text?.Trim() ?? "";
        if (trimmed.StartsWith("unix:", StringComparison.OrdinalIgnoreCase))
        {
            string path = trimmed["unix:".Length..];
            return TryUnix(path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path, out address, out problem);
        }

        if (HasCredentials(trimmed))
        {
            problem = "The server address has a user or a query in it: write only http://HOST:PORT or https://HOST:PORT. A token belongs in a file "
                + "(TRACKER_TOKEN_FILE), and one that stood in an address is to be revoked.";
            return false;
        }

        string uriText = trimmed.Contains("://", StringComparison.Ordinal) ? trimmed : "http://" + trimmed;
        if (trimmed.Length > 0 && Uri.TryCreate(uriText, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps))
        {
            if (uri.IsDefaultPort && !trimmed.EndsWith(":" + uri.Port, StringComparison.Ordinal))
                uri = new UriBuilder(uri) { Port = DefaultPort }.Uri;
            address = new ServerAddress(uri, null);
            problem = null;
            return true;
        }

        problem = $"The server address '{trimmed}' is not understood: write http://HOST:PORT, https://HOST:PORT or unix:/PATH.";
        return false;
    }

    /// <summary>Reads a comma list of addresses.</summary>
    /// <param name="text">The list; empty parts are skipped.</param>
    /// <param name="addresses">The addresses in their order.</param>
    /// <param name="problem">One sentence on the first part that could not be read.</param>
    public static bool TryParseList(string? text, out IReadOnlyList<ServerAddress> addresses, [NotNullWhen(false)] out string? problem)
    {
        var found = new List<ServerAddress>();
        addresses = found;
        foreach (string part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!TryParse(part, out ServerAddress? address, out problem))
                return false;
            found.Add(address);
        }

        problem = found.Count == 0 ? "The list of servers is empty: write http://HOST:PORT or unix:/PATH." : null;
        return problem is null;
    }

    /// <summary>
    /// Where to look for the daemon, in this order: what was asked for, else <c>TRACKER_SERVER</c>, else the socket in the data
    /// directory, then the socket of a system service.
    /// </summary>
    /// <param name="server">A comma list as from <c>--server</c>; null or empty looks further.</param>
    /// <param name="dataDirectory">The data directory; null is <see cref="DataDirectory.Default"/>.</param>
    /// <param name="addresses">The addresses to try, in their order; never empty on success.</param>
    /// <param name="problem">One sentence where the list cannot be read.</param>
    public static bool TryFind(
        string? server, string? dataDirectory, out IReadOnlyList<ServerAddress> addresses, [NotNullWhen(false)] out string? problem)
    {
        if (!string.IsNullOrWhiteSpace(server))
            return TryParseList(server, out addresses, out problem);
        if (Environment.GetEnvironmentVariable(Variable) is { } variable && !string.IsNullOrWhiteSpace(variable))
        {
            if (TryParseList(variable, out addresses, out problem))
                return true;
            problem = $"{Variable}: {problem}";
            return false;
        }

        var found = new List<ServerAddress>();
        problem = null;
        foreach (string path in (string[])[Path.Combine(dataDirectory ?? DataDirectory.Default, "trackerd.sock"), SystemSocket])
        {
            if (TryUnix(path, out ServerAddress? address, out string? tooLong))
                found.Add(address);
            else
                problem ??= tooLong;
        }

        addresses = found;
        // The system socket always fits, so a path that does not is no reason to find nothing.
        problem = found.Count > 0 ? null : problem ?? "There is nowhere to look for the daemon.";
        return problem is null;
    }

    /// <summary>What may be a secret must not be repeated in the sentence that refuses it.</summary>
    private static bool HasCredentials(string text) => text.Contains('@') || text.Contains('?') || text.Contains("trk_", StringComparison.Ordinal);

    private static bool TryUnix(string path, [NotNullWhen(true)] out ServerAddress? address, [NotNullWhen(false)] out string? problem)
    {
        int bytes = Encoding.UTF8.GetByteCount(path);
        problem = bytes switch
        {
            0 => "A Unix socket address needs a path: write unix:/PATH.",
            > MaxSocketPathBytes => $"The socket path '{path}' has {bytes} bytes and a socket takes at most {MaxSocketPathBytes}: "
                + "use a shorter data directory.",
            _ => null,
        };
        address = problem is null ? new ServerAddress(null, Path.GetFullPath(path)) : null;
        return problem is null;
    }
}
