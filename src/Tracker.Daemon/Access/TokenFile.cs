using System.Text.Json;
using Tracker.Daemon.Hosting;

namespace Tracker.Daemon.Access;

/// <summary>tokens.json in the data directory.</summary>
internal sealed class TokenFile(string path)
{
    private const int Version = 1;
    private const int HashDigits = 64;
    private const string WayOut = "move it away, start again and make the tokens anew (tracker token create)";

    public string Path { get; } = path;

    /// <summary>None where there is no file yet.</summary>
    /// <exception cref="StartupException">Others can read it, or it is not as a daemon wrote it.</exception>
    public IReadOnlyList<StoredToken> Read()
    {
        if (!File.Exists(Path)) return [];
        PrivateFile.RefuseIfOthersMay(Path, WayOut);
        StoredTokens stored;
        try
        {
            stored = JsonSerializer.Deserialize(File.ReadAllBytes(Path), StoredTokensJson.Default.StoredTokens) ?? throw new JsonException("it is empty");
        }
        // The library's own sentence may quote the file; where it broke is enough.
        catch (JsonException fault)
        {
            throw Damaged(fault.LineNumber is { } line ? $"line {line + 1} is no JSON that a daemon wrote" : "it is no JSON that a daemon wrote", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StartupException.Failed($"{Path} cannot be read ({fault.Message}): give it to the daemon's user, or {WayOut}.", fault);
        }

        if (stored.Version != Version)
            throw StartupException.Failed($"{Path} is of version {stored.Version} and this daemon knows version {Version}: use the daemon that wrote it, or {WayOut}.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in stored.Tokens)
        {
            if (TokenRules.NameProblem(token.Name) is not null || !names.Add(token.Name)) throw Damaged("a name is bad or there twice");
            if (token.Sha256.Length != HashDigits || !token.Sha256.All(char.IsAsciiHexDigit)) throw Damaged($"token {token.Name} has no SHA-256");
            if (token.Scopes.Count == 0 || token.Scopes.Any(scope => ScopeWords.Parse(scope) is null)) throw Damaged($"token {token.Name} has a scope that is none");
        }

        return stored.Tokens;
    }

    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    public void Write(IReadOnlyList<StoredToken> tokens)
    {
        try
        {
            PrivateFile.Write(Path, JsonSerializer.SerializeToUtf8Bytes(new StoredTokens(Version, tokens), StoredTokensJson.Default.StoredTokens));
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    private StartupException Damaged(string how, Exception? fault = null) =>
        StartupException.Failed($"{Path} is damaged ({how}): put back a copy, or {WayOut}.", fault);
}
