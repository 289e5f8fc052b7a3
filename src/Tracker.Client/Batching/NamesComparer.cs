using System.Diagnostics.CodeAnalysis;

namespace Tracker.Client.Batching;

/// <summary>Compares the names of rows in their order, without making an array of them.</summary>
internal sealed class NamesComparer : IEqualityComparer<string[]>, IAlternateEqualityComparer<ReadOnlySpan<(string Name, double Value)>, string[]>
{
    public static readonly NamesComparer Instance = new();

    public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y.AsSpan());

    public bool Equals(ReadOnlySpan<(string Name, double Value)> alternate, string[] other)
    {
        if (alternate.Length != other.Length)
            return false;
        for (int i = 0; i < other.Length; i++)
        {
            if (!string.Equals(alternate[i].Name, other[i], StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    public int GetHashCode([DisallowNull] string[] obj)
    {
        var hash = default(HashCode);
        foreach (string name in obj)
            hash.Add(name);
        return hash.ToHashCode();
    }

    public int GetHashCode(ReadOnlySpan<(string Name, double Value)> alternate)
    {
        var hash = default(HashCode);
        foreach ((string name, _) in alternate)
            hash.Add(name);
        return hash.ToHashCode();
    }

    public string[] Create(ReadOnlySpan<(string Name, double Value)> alternate)
    {
        string[] names = new string[alternate.Length];
        for (int i = 0; i < names.Length; i++)
            names[i] = alternate[i].Name;
        return names;
    }
}
