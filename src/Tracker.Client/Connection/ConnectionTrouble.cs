using System.Security.Authentication;
using Grpc.Core;

namespace Tracker.Client.Connection;

/// <summary>Says in plain words why a daemon cannot be talked to, where the way out is the caller's.</summary>
public static class ConnectionTrouble
{
    /// <summary>Looks for a cause that is known.</summary>
    /// <param name="address">The daemon that was called.</param>
    /// <param name="exception">What came of the call.</param>
    /// <returns>The end of a sentence about the daemon, as "it does not speak TLS: write http://...", without a point; null for other causes.</returns>
    public static string? Explain(ServerAddress address, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(address);
        bool isTls = address.Uri?.Scheme == Uri.UriSchemeHttps;
        Exception? cause = exception is RpcException rpc ? rpc.Status.DebugException : exception;
        for (; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case TrackerCredentialsException:
                    return cause.Message.TrimEnd('.');
                case AuthenticationException when isTls:
                    return OfHandshake(address, cause.Message);
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } when isTls && cause.InnerException is not AuthenticationException:
                    return $"it does not speak TLS, or asks for a client certificate: write {Plain(address)}, or name a certificate with {TlsFiles.CertificateVariable}";
                // A daemon that wants a client certificate lets the handshake pass and then hangs up with an alert.
                case IOException when isTls && IsAlert(cause):
                    return $"it takes no caller without a client certificate that it knows: name one with {TlsFiles.CertificateVariable} and {TlsFiles.KeyVariable}";
                case HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } when isTls:
                    return $"it hangs up after the TLS handshake: name a client certificate with {TlsFiles.CertificateVariable} and {TlsFiles.KeyVariable} "
                        + "if it asks for one, and call its gRPC port";
                case HttpRequestException { HttpRequestError: HttpRequestError.HttpProtocolError or HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse }
                    when !isTls && address.Uri is not null:
                    return $"it does not speak HTTP/2 in clear text: write {Secure(address)} if it speaks TLS, and its gRPC port";
            }
        }

        return null;
    }

    private static string OfHandshake(ServerAddress address, string message)
    {
        if (message.Contains("NameMismatch", StringComparison.Ordinal))
            return $"its certificate is for another name than {address.Uri!.Host}: call it by a name of its certificate";
        if (message.Contains("NotTimeValid", StringComparison.Ordinal))
            return "its certificate has expired or is not valid yet: have it renewed, or look at the clocks";
        if (message.Contains("Root", StringComparison.Ordinal) || message.Contains("Chain", StringComparison.Ordinal))
            return $"its certificate comes from no authority that is trusted here: name the daemon's with {TlsFiles.CaVariable}";
        return message.Contains("frame", StringComparison.Ordinal)
            ? $"it does not speak TLS: write {Plain(address)}"
            : $"TLS failed: {message.TrimEnd('.')}";
    }

    private static bool IsAlert(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause.Message.Contains("alert", StringComparison.OrdinalIgnoreCase) || cause.Message.Contains("SSL_", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static string Plain(ServerAddress address) => $"http://{address.Uri!.Authority}";

    private static string Secure(ServerAddress address) => $"https://{address.Uri!.Authority}";
}
