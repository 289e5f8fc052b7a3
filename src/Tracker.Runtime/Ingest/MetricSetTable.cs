using Tracker.Core.Monitoring;

namespace Tracker.Runtime.Ingest;

/// <summary>The metric sets of a run and the series that they name.</summary>
internal sealed class MetricSetTable
{
    private readonly Dictionary<MetricSetKey, MetricSetColumns> _sets = [];
    private readonly HashSet<(int Rank, string Name)> _series = [];

    public int Count => _sets.Count;

    public int SeriesCount => _series.Count;

    /// <summary>Characters of the names of all sets.</summary>
    public long NameCharacters { get; private set; }

    public static long Characters(IEnumerable<string> names) => names.Sum(static name => (long)name.Length);

    public IReadOnlyDictionary<MetricSetKey, MetricSetColumns> Sets => _sets;

    public MetricSetColumns? Find(MetricSetKey key) => _sets.GetValueOrDefault(key);

    public int NewSeries(SetInput set)
    {
        var added = 0;
        foreach (var name in set.Names)
        {
            if (!_series.Contains((set.Rank, name))) added++;
        }

        return added;
    }

    public void Add(SetInput set) => Add(new MetricSetKey(set.Producer, set.Set), new MetricSetColumns(set.Rank, set.Names));

    public void Add(MetricSetKey key, MetricSetColumns columns)
    {
        if (_sets.TryGetValue(key, out var before)) NameCharacters -= Characters(before.Names);
        NameCharacters += Characters(columns.Names);
        _sets[key] = columns;
        foreach (var name in columns.Names) _series.Add((columns.Rank, name));
    }

    public MetricSetTable Copy()
    {
        var copy = new MetricSetTable();
        foreach (var (key, columns) in _sets) copy.Add(key, columns);
        return copy;
    }
}
