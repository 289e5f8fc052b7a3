using System.Collections.Immutable;
using Tracker.Core.Metrics;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>A metric set that a producer named: frames of it are understood.</summary>
/// <param name="Producer">Who.</param>
/// <param name="Set">The id it chose.</param>
/// <param name="Rank">The producer's rank.</param>
/// <param name="Metrics">Values of a row.</param>
public readonly record struct ProducerSet(ProducerId Producer, uint Set, int Rank, int Metrics);

/// <summary>The metric sets of every producer.</summary>
internal sealed class SetTable(SeriesTable series)
{
    private readonly Dictionary<(ProducerId Producer, uint Set), Columns> _columns = [];
    private readonly List<ProducerSet> _sets = [];

    /// <summary>In the order in which they were named.</summary>
    public IReadOnlyList<ProducerSet> Sets => _sets;

    /// <summary>Adds a set; a set that is known stays as it is.</summary>
    public bool TryAdd(ProducerSet set, ImmutableArray<int> columns)
    {
        var isSystem = columns.All(index => series.Meaning(index).Role == MetricRole.System);
        if (!_columns.TryAdd((set.Producer, set.Set), new Columns(set.Rank, columns, isSystem))) return false;
        _sets.Add(set);
        return true;
    }

    public Columns? Find(ProducerId producer, uint set) => _columns.GetValueOrDefault((producer, set));

    /// <summary>The producer is known and no set of it is of rank 0.</summary>
    public bool IsFollower(ProducerId producer)
    {
        var known = false;
        foreach (var set in _sets)
        {
            if (set.Producer != producer) continue;
            if (set.Rank == 0) return false;
            known = true;
        }

        return known;
    }

    public void Save(StateWriter writer) => writer.List(_sets, (to, set) =>
    {
        to.UInt128(set.Producer.Value);
        to.Int64(set.Set);
        to.Int64(set.Rank);
        to.List(_columns[(set.Producer, set.Set)].Series, static (items, index) => items.Int64(index));
    });

    public void Load(ref StateReader reader)
    {
        var count = reader.Int32();
        for (var i = 0; i < count; i++)
        {
            var producer = new ProducerId(reader.UInt128());
            var set = (uint)reader.Int64();
            var rank = reader.Int32();
            var columns = reader.List(static (ref StateReader items) => items.Int32()).ToImmutableArray();
            if (columns.Any(index => index < 0 || index >= series.Count)) throw StateReader.Broken();
            if (!TryAdd(new ProducerSet(producer, set, rank, columns.Length), columns)) throw StateReader.Broken();
        }
    }

    /// <summary>Where the columns of a frame go.</summary>
    /// <param name="Rank">The producer's rank.</param>
    /// <param name="Series">Index of the series, by column.</param>
    /// <param name="IsSystem">All of them are system series: its rows say nothing of the training, not even that it goes on.</param>
    internal sealed record Columns(int Rank, ImmutableArray<int> Series, bool IsSystem);
}
