using System.Collections.Immutable;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Ingest;

/// <summary>A metric set's name: the producer chose the id.</summary>
internal readonly record struct MetricSetKey(ProducerId Producer, uint Set);

/// <summary>What a metric set holds.</summary>
internal sealed record MetricSetColumns(int Rank, ImmutableArray<string> Names)
{
    public bool Same(int rank, ImmutableArray<string> names) => Rank == rank && Names.AsSpan().SequenceEqual(names.AsSpan());
}
