using System.Numerics;

namespace Tracker.Benchmarks.Measuring;

/// <summary>Latencies in buckets of at most 3 %, so that recording one costs a few nanoseconds and no memory.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 5;
    private readonly long[] _counts = new long[(64 - SubBits) << SubBits];

    public long Count { get; private set; }

    /// <summary>Takes one, in nanoseconds.</summary>
    public void Record(long nanoseconds)
    {
        _counts[Bucket(Math.Max(nanoseconds, 1))]++;
        Count++;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
    }

    /// <summary>The latency that the given share does not exceed, in milliseconds; 0 where there is none.</summary>
    public double Milliseconds(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen > 0 && seen >= rank) return Upper(i) / 1e6;
        }

        return 0;
    }

    private static int Bucket(long value)
    {
        var octave = Math.Max(BitOperations.Log2((ulong)value) - SubBits, 0);
        return (octave << SubBits) + (int)(value >> octave);
    }

    private static double Upper(int bucket)
    {
        var octave = Math.Max((bucket >> SubBits) - 1, 0);
        return (double)(bucket - (octave << SubBits) + 1) * (1L << octave);
    }
}
