using System.Collections.Immutable;

namespace Tracker.Replay.Readers;

/// <summary>One object for all rows that have the same metrics. Holds so many and no more.</summary>
internal sealed class ColumnsPool
{
    private const int Most = 1024;

    private readonly Dictionary<string, LogColumns> _known = new(StringComparer.Ordinal);
    private LogColumns? _last;

    public LogColumns Get(List<string> names, int rank = 0)
    {
        if (_last is { } last && last.Rank == rank && Same(last.Names, names)) return last;
        var key = $"{rank}\n{string.Join('\n', names)}";
        if (_known.TryGetValue(key, out var columns)) return _last = columns;
        columns = new LogColumns([.. names], rank);
        if (_known.Count < Most) _known.Add(key, columns);
        return _last = columns;
    }

    private static bool Same(ImmutableArray<string> left, List<string> right)
    {
        if (left.Length != right.Count) return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (!string.Equals(left[i], right[i], StringComparison.Ordinal)) return false;
        }

        return true;
    }
}
