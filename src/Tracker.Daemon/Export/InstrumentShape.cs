using System.Diagnostics.Metrics;

namespace Tracker.Daemon.Export;

/// <summary>How an instrument looks on the page.</summary>
/// <param name="Kind">Type of the family.</param>
/// <param name="Name">Name of the family.</param>
/// <param name="Help">What it tells, in one line.</param>
/// <param name="Adds">Measurements are increments, else what has been reached.</param>
/// <param name="IsObservable">It is asked at each scrape.</param>
/// <param name="Bounds">Upper bounds of a histogram's buckets.</param>
internal sealed record InstrumentShape(MetricKind Kind, string Name, string Help, bool Adds, bool IsObservable, double[]? Bounds)
{
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly double[] Bytes = [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216];
    private static readonly double[] Counts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

    /// <summary>The shape of an instrument; null for a kind that is not known.</summary>
    public static InstrumentShape? Of(Instrument instrument)
    {
        var type = instrument.GetType();
        if (!type.IsGenericType) return null;
        var definition = type.GetGenericTypeDefinition();
        MetricKind kind;
        bool adds;
        if (definition == typeof(Counter<>)) (kind, adds) = (MetricKind.Counter, true);
        else if (definition == typeof(ObservableCounter<>)) (kind, adds) = (MetricKind.Counter, false);
        else if (definition == typeof(UpDownCounter<>)) (kind, adds) = (MetricKind.Gauge, true);
        else if (definition == typeof(ObservableUpDownCounter<>)) (kind, adds) = (MetricKind.Gauge, false);
        else if (definition == typeof(Gauge<>)) (kind, adds) = (MetricKind.Gauge, false);
        else if (definition == typeof(ObservableGauge<>)) (kind, adds) = (MetricKind.Gauge, false);
        else if (definition == typeof(Histogram<>)) (kind, adds) = (MetricKind.Histogram, false);
        else return null;

        var name = MetricNames.Family(instrument.Name, instrument.Unit, kind);
        var help = string.IsNullOrWhiteSpace(instrument.Description) ? $"{instrument.Name}." : instrument.Description;
        return new(kind, name, help, adds, instrument.IsObservable, kind == MetricKind.Histogram ? BoundsOf(instrument) : null);
    }

    private static double[] BoundsOf(Instrument instrument)
    {
        var advised = instrument switch
        {
            Histogram<double> h => Widen(h.Advice),
            Histogram<float> h => Widen(h.Advice),
            Histogram<long> h => Widen(h.Advice),
            Histogram<int> h => Widen(h.Advice),
            Histogram<short> h => Widen(h.Advice),
            Histogram<byte> h => Widen(h.Advice),
            Histogram<decimal> h => Widen(h.Advice),
            _ => null,
        };
        return advised ?? instrument.Unit switch { "s" => Seconds, "By" => Bytes, _ => Counts };
    }

    private static double[]? Widen<T>(InstrumentAdvice<T>? advice)
        where T : struct, System.Numerics.INumber<T> =>
        advice?.HistogramBucketBoundaries is { Count: > 0 } bounds ? [.. bounds.Select(double.CreateChecked)] : null;
}
