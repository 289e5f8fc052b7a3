namespace Tracker.Plugins.Abstractions.Profiling;

/// <summary>Rows kept from a stream, each with the same chance (Vitter's algorithm R), the same ones for the same stream and seed.</summary>
internal sealed class RowSample(int capacity, int seed)
{
    private readonly List<(double[] Row, long Label)> _kept = [];
    private readonly Random _random = new(seed);
    private long _seen;

    public IReadOnlyList<(double[] Row, long Label)> Kept => _kept;

    public void Add(ReadOnlySpan<double> row, long label)
    {
        _seen++;
        if (_kept.Count < capacity)
        {
            _kept.Add((row.ToArray(), label));
            return;
        }

        var place = _random.NextInt64(_seen);
        if (place >= capacity) return;
        row.CopyTo(_kept[(int)place].Row);
        _kept[(int)place] = (_kept[(int)place].Row, label);
    }
}
