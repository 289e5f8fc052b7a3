namespace Tracker.Plugins.Abstractions.Profiling;

/// <summary>
/// Which rows occurred, how often, and with which labels. Exact up to a limit of different rows; beyond it a half of them by their hash is
/// followed on, then a quarter and so on, and shares are those of the rows that are followed.
/// </summary>
internal sealed class SeenRows(int limit)
{
    private const int Conflict = -2;

    private readonly Dictionary<ulong, (long Count, long Label)> _rows = [];
    private ulong _mask;

    /// <summary>Share of rows that were there before.</summary>
    public double RepeatShare => Share(static row => row.Count - 1);

    /// <summary>Share of rows that occur with two labels or more.</summary>
    public double ConflictShare => Share(static row => row.Label == Conflict ? row.Count : 0);

    public bool IsFollowed(ulong hash) => (hash & _mask) == 0;

    public bool Contains(ulong hash) => _rows.ContainsKey(hash);

    public void Add(ulong hash, long label)
    {
        if (!IsFollowed(hash)) return;
        _rows[hash] = _rows.TryGetValue(hash, out var row) ? (row.Count + 1, row.Label == label ? label : Conflict) : (1, label);
        while (_rows.Count > limit)
        {
            _mask = (_mask << 1) | 1;
            foreach (var other in _rows.Keys.Where(key => !IsFollowed(key)).ToArray()) _rows.Remove(other);
        }
    }

    private double Share(Func<(long Count, long Label), long> part)
    {
        var (some, all) = (0L, 0L);
        foreach (var row in _rows.Values)
        {
            some += part(row);
            all += row.Count;
        }

        return all == 0 ? 0 : some / (double)all;
    }
}
