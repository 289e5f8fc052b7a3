using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;

namespace Tracker.Client.Connection;

/// <summary>Adds the token of a file to each call. The file is read again for each, so that a new token needs no restart.</summary>
internal sealed class BearerToken(string path, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public const string Variable = "TRACKER_TOKEN_FILE";

    /// <summary>The file that the options or the environment name; null where neither does.</summary>
    public static string? FindFile(string? file) =>
        !string.IsNullOrEmpty(file) ? file
        : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable ? variable
        : null;

    /// <summary>Reads the token, or says in one sentence why not.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out string? token, [NotNullWhen(false)] out string? problem)
    {
        token = null;
        problem = null;
        string text;
        try
        {
            // Whoever can read it can be whoever it stands for. A group may share one on purpose.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
            {
                problem = $"Everybody on this machine can read the token file {path}: run chmod 600 on it, and make another token if others were here.";
                return false;
            }

            text = File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = $"The token file {path} cannot be read: {exception.Message}";
            return false;
        }

        if (text.Length == 0)
            problem = $"The token file {path} is empty: put the token in it.";
        else if (text.Any(c => c is < '!' or > '~'))
            problem = $"The token file {path} must hold one token of printable ASCII and nothing else.";
        else
            token = text;
        return token is not null;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!TryRead(path, out string? token, out string? problem))
            throw new TrackerCredentialsException(problem);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return base.SendAsync(request, cancellationToken);
    }
}
