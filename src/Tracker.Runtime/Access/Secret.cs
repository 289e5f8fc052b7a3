using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Tracker.Runtime.Access;

/// <summary>Tokens: 256 random bits behind a prefix that people and scanners recognise. Only their SHA-256 is ever kept.</summary>
public static partial class Secret
{
    /// <summary>What every token begins with.</summary>
    public const string Prefix = "trk_";

    private const int Bytes = 32;

    /// <summary>A new one.</summary>
    /// <param name="mark">Stands between the prefix and the random part; empty for none.</param>
    public static string Make(string mark = "") => Prefix + mark + RandomNumberGenerator.GetHexString(Bytes * 2, lowercase: true);

    /// <summary>The SHA-256 of a token's UTF-8.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>The token has this hash; the comparison takes the same time wherever they differ.</summary>
    public static bool Matches(string token, ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash(token), hash);

    /// <summary>A token is somewhere in the text, where none belongs.</summary>
    public static bool IsIn(string text) => text.Contains(Prefix, StringComparison.Ordinal) && Shape().IsMatch(text);

    /// <summary>The text as it may be shown: a token in it is cut off after the prefix.</summary>
    public static string Conceal(string text)
    {
        var at = text.IndexOf(Prefix, StringComparison.Ordinal);
        return at >= 0 && text.Length - at > Prefix.Length + 16 ? string.Concat(text.AsSpan(0, at + Prefix.Length), "...") : text;
    }

    [GeneratedRegex("trk_(?:job_[0-9a-f]{32}_)?[0-9a-f]{64}", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
