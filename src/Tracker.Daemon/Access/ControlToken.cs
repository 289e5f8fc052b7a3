using System.Security.Cryptography;
using System.Text;
using Tracker.Daemon.Hosting;

namespace Tracker.Daemon.Access;

/// <summary>The secret that stands for permission to control; only its SHA-256 stays in memory.</summary>
internal sealed class ControlToken
{
    private const int Bytes = 32;
    private readonly byte[] _hash;

    private ControlToken(string token) => _hash = Hash(token);

    /// <summary>Reads the token's file; makes it (0600, 256 random bits) where it is missing.</summary>
    /// <exception cref="StartupException">The file can be read by others, or holds no token.</exception>
    public static ControlToken Open(string path)
    {
        if (!File.Exists(path)) Make(path);
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if ((File.GetUnixFileMode(path) & Others) != 0)
            throw StartupException.Failed($"others can read {path}: run chmod 600 on it, or delete it and a new token is made.");
        var token = File.ReadAllText(path).Trim();
        return token.Length >= Bytes * 2
            ? new ControlToken(token)
            : throw StartupException.Failed($"{path} holds no token of {Bytes * 2} characters or more: delete it and a new one is made.");
    }

    /// <summary>Compares in fixed time.</summary>
    public bool Matches(string presented) => CryptographicOperations.FixedTimeEquals(Hash(presented), _hash);

    private static void Make(string path)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(Bytes * 2, lowercase: true) + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: false);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
