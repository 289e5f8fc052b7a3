namespace Tracker.Daemon.Export;

/// <summary>Label values compared one by one.</summary>
internal sealed class LabelValues : IEqualityComparer<string[]>
{
    public static LabelValues Comparer { get; } = new();

    public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(string[] values)
    {
        var hash = default(HashCode);
        foreach (var value in values) hash.Add(value, StringComparer.Ordinal);
        return hash.ToHashCode();
    }
}
