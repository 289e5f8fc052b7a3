using System.Text;
using Tracker.Daemon.Hosting;
using Tracker.Runtime.Access;

namespace Tracker.Daemon.Access;

/// <summary>The token that every daemon has from its first start: it may do everything. Only its SHA-256 stays in memory.</summary>
internal sealed class ControlToken
{
    private const int Shortest = 64;
    private readonly byte[] _hash;

    private ControlToken(string token) => _hash = Secret.Hash(token);

    /// <summary>Reads the token's file; makes it (0600, 256 random bits) where it is missing.</summary>
    /// <exception cref="StartupException">The file can be read by others, or holds no token.</exception>
    public static ControlToken Open(string path)
    {
        if (!File.Exists(path)) PrivateFile.Write(path, Encoding.ASCII.GetBytes(Secret.Make() + "\n"));
        PrivateFile.RefuseIfOthersMay(path, "delete it and a new token is made");
        var token = File.ReadAllText(path).Trim();
        return token.Length >= Shortest
            ? new ControlToken(token)
            : throw StartupException.Failed($"{path} holds no token of {Shortest} characters or more: delete it and a new one is made.");
    }

    public bool Matches(string presented) => Secret.Matches(presented, _hash);
}
