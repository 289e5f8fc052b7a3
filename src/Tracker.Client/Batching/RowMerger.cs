namespace Tracker.Client.Batching;

/// <summary>
/// Makes one row of calls in a row for the same step, so that a trainer that logs metric by metric sends dense rows. A row is over with
/// another step or a name that it has already.
/// </summary>
internal sealed class RowMerger
{
    // Names are compared one by one; beyond this a row is dense enough.
    private const int MaxMergedNames = 64;

    private readonly List<(string Name, double Value)> _points = [];

    public bool IsEmpty => _points.Count == 0;

    public long Step { get; private set; }

    /// <summary>Time of the first call of the row, in ticks of 100 ns of UTC.</summary>
    public long UtcTicks { get; private set; }

    public ReadOnlySpan<(string Name, double Value)> Points => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_points);

    public bool Takes(long step, ReadOnlySpan<(string Name, double Value)> points)
    {
        if (IsEmpty)
            return true;
        if (step != Step || _points.Count + points.Length > MaxMergedNames)
            return false;
        foreach ((string name, _) in points)
        {
            foreach ((string taken, _) in Points)
            {
                if (string.Equals(name, taken, StringComparison.Ordinal))
                    return false;
            }
        }

        return true;
    }

    public void Add(long step, long utcTicks, ReadOnlySpan<(string Name, double Value)> points)
    {
        if (IsEmpty)
        {
            Step = step;
            UtcTicks = utcTicks;
        }

        _points.AddRange(points);
    }

    public void Clear() => _points.Clear();
}
