using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tracker.Core.Detection.Statistics;

/// <summary>
/// How often something happens, learned from the producer's own times: a histogram of the gaps on a log scale, and the pauses
/// (gaps far above the usual) apart, so that one long evaluation neither pages at its next time nor blinds the watch.
/// </summary>
internal struct RhythmStatistics
{
    private const int BinsPerOctave = 4;
    private const int Halving = 4096;

    /// <summary>Gaps learned.</summary>
    public long Count;

    /// <summary>Microseconds; meaningless before the first.</summary>
    public long FirstTime;
    public long LastTime;

    /// <summary>1 once a time was taken in this attempt.</summary>
    public long Begun;

    /// <summary>Evaluations that ended a gap.</summary>
    public long Evaluated;

    /// <summary>A running mean of the gaps, each clipped at four times it: the usual gap, in microseconds.</summary>
    public double Usual;

    private long _pauses;
    private long _evaluationPauses;
    private long _total;
    private Longs4 _lastPauses;
    private Longs4 _lastEvaluationPauses;
    private Bins _bins;

    /// <summary>Microseconds from the first to the last.</summary>
    public readonly long Elapsed => LastTime - FirstTime;

    public void Restart() => Begun = 0;

    /// <summary>Takes the time of a report. Times that stand still or go back teach nothing.</summary>
    /// <param name="time">Microseconds, the producer's clock.</param>
    /// <param name="afterEvaluation">An evaluation explains a pause before it.</param>
    public void Take(long time, bool afterEvaluation)
    {
        if (Begun == 0)
        {
            Begun = 1;
            if (Count == 0) FirstTime = time;
            LastTime = time;
            return;
        }

        if (time <= LastTime) return;
        var gap = time - LastTime;
        LastTime = time;

        // A difference beyond a year, or one that wraps, is a wrong clock.
        if (gap is <= 0 or > 31_536_000_000_000) return;
        Count++;
        if (afterEvaluation) Evaluated++;
        if (Count >= 8 && gap > 4 * Usual && gap > 1_000_000) TakePause(gap, afterEvaluation);
        Usual += (Math.Min(gap, Count == 1 ? gap : 4 * Usual) - Usual) / Math.Min(Count, 32);
        _bins[Bin(gap)]++;
        if (++_total < Halving) return;
        _total = 0;
        foreach (ref var bin in (Span<int>)_bins) _total += bin /= 2;
    }

    /// <summary>The gap that the given share of the gaps does not exceed, in microseconds; 0 before the first.</summary>
    public readonly double Quantile(double share)
    {
        var rank = share * _total;
        long seen = 0;
        for (var i = 0; i < Bins.Length; i++)
        {
            seen += _bins[i];
            if (seen > 0 && seen >= rank) return Upper(i);
        }

        return 0;
    }

    /// <summary>The pause that evaluations make: the second longest of the last four, or the only one; 0 where there is none.</summary>
    public readonly long EvaluationPause => SecondLongest(_lastEvaluationPauses, _evaluationPauses, 4);

    /// <summary>A pause that nothing explains and that came at least twice of the last three times; 0 where there is none.</summary>
    public readonly long RepeatedPause => _pauses < 2 ? 0 : SecondLongest(_lastPauses, _pauses, 3);

    /// <summary>The longest of the last three pauses that nothing explains; 0 where there is none.</summary>
    public readonly long LongestPause => Math.Max(_lastPauses[0], Math.Max(_lastPauses[1], _lastPauses[2]));

    private void TakePause(long gap, bool afterEvaluation)
    {
        if (afterEvaluation) _lastEvaluationPauses[(int)(_evaluationPauses++ % 4)] = gap;
        else _lastPauses[(int)(_pauses++ % 3)] = gap;
    }

    private static long SecondLongest(in Longs4 pauses, long taken, int ring)
    {
        long longest = 0, second = 0;
        for (var i = 0; i < ring; i++)
        {
            if (pauses[i] > longest) (longest, second) = (pauses[i], longest);
            else second = Math.Max(second, pauses[i]);
        }

        return taken == 1 ? longest : second;
    }

    /// <summary>Quarter octaves from 256 microseconds on, by integer arithmetic.</summary>
    private static int Bin(long gap)
    {
        var octave = BitOperations.Log2((ulong)gap | 256);
        var quarter = gap < 256 ? 0 : (int)((gap >> (octave - 2)) & 3);
        return Math.Min(Bins.Length - 1, ((octave - 8) * BinsPerOctave) + quarter);
    }

    private static double Upper(int bin) => (4 + (bin % BinsPerOctave) + 1) * Math.Pow(2, (bin / BinsPerOctave) + 8 - 2);

    [InlineArray(4)]
    private struct Longs4
    {
        private long _first;
    }

    [InlineArray(Length)]
    private struct Bins
    {
        public const int Length = 152;
        private int _first;
    }
}
