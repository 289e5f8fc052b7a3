using System.Runtime.CompilerServices;

namespace Tracker.Core.Detection.Statistics;

/// <summary>
/// What is held of the primary loss: start level, noise, a fast and a slow mean, the best, all of constant size and O(1) a sample.
/// Every length follows from the planned run or, where the plan is unknown, from the samples so far, so that a log of every step
/// and a log of every hundredth are judged alike. Fields only; every field is 8 bytes, so that the state has no padding.
/// </summary>
internal struct SeriesStatistics
{
    /// <summary>Beyond this a value counts as infinite.</summary>
    public const double Limit = 1e300;

    /// <summary>Finite samples of the current attempt.</summary>
    public long Count;

    /// <summary>Finite samples of all attempts.</summary>
    public long TotalCount;

    /// <summary>Step of the very first sample; the rule "start level known" asks for it.</summary>
    public long FirstStep;

    /// <summary>Step of the attempt's first sample.</summary>
    public long AttemptStep;

    public long LastStep;

    public double First;

    /// <summary>Start level: the first value, in a dense log the lowest of three; kept by a new attempt.</summary>
    public double Start;

    /// <summary>Mean of the first five.</summary>
    public double EarlyMean;

    public double Last;

    /// <summary>Steps between samples.</summary>
    public double Gap;

    /// <summary>Samples that the whole run is going to have; 0 unknown.</summary>
    public double PlannedSamples;

    /// <summary>Span of the fast mean, in samples.</summary>
    public double Span;

    /// <summary>Noise of one sample, one standard deviation.</summary>
    public double Noise;

    public double Fast;

    public double Slow;

    public double Best;

    /// <summary>Noise of the fast mean when the best was seen.</summary>
    public double BestNoise;

    /// <summary>Sample of the best.</summary>
    public long BestAt;

    /// <summary>Step of the best.</summary>
    public long BestStep;

    /// <summary>The best since trend and noise began anew, its noise and its sample; the best itself where they never did.</summary>
    public double RecentBest;
    public double RecentBestNoise;
    public long RecentBestAt;

    /// <summary>The largest value of the attempt and its step: an explosion that came back leaves no other mark.</summary>
    public double Highest;
    public long HighestStep;

    /// <summary>The fast mean at the last power of two of samples, and at the one before.</summary>
    public long SnapshotAt;
    public long EarlierSnapshotAt;
    public double Snapshot;
    public double EarlierSnapshot;

    /// <summary>Samples in a row far above the fast mean, the one at which the last spike became one, and how high that was.</summary>
    public long SpikeRun;
    public long SpikeAt;
    public double SpikeHeight;

    /// <summary>Spikes, each forgotten over a quarter of the run.</summary>
    public double Spikes;

    /// <summary>1 once enough is known to judge.</summary>
    public long ArmedFlag;

    public BlockMeans Blocks;

    private long _differences;
    private double _noiseLog;
    private double _smoothing;
    private double _previous;
    private double _beforePrevious;
    private double _previousFast;
    private double _beforePreviousFast;
    private long _spikeEnd;
    private Ring9 _ring;

    public readonly bool Armed => ArmedFlag != 0;

    /// <summary>Every step is logged.</summary>
    public readonly bool IsDense(in JudgeFacts facts) => !facts.StepIsEpoch && Gap <= 1.5;

    /// <summary>The first value was seen before the training changed it.</summary>
    public readonly bool StartKnown(in JudgeFacts facts) =>
        (facts.StepIsEpoch ? FirstStep <= 0 : FirstStep <= 3) || (facts.ClassesKnown && First > 0.9 * facts.ChanceLoss);

    /// <summary>Noise of the fast mean, one standard deviation.</summary>
    public readonly double FastNoise => Noise * Math.Sqrt(_smoothing / (2 - _smoothing));

    /// <summary>Progress so far, from the start level to the best.</summary>
    public readonly double Gain => Start - Best;

    /// <summary>There was progress worth the name.</summary>
    public readonly bool HasGain => Gain > 0.1 * Math.Abs(Start);

    /// <summary>Share of the gain that is lost again, 0 none.</summary>
    public readonly double LostShare => HasGain ? Math.Max(0, (Fast - Best) / Gain) : 0;

    public readonly bool Falling
    {
        get
        {
            var level = Math.Abs(Start);
            var noise = 3 * FastNoise;
            return Count > 16
                ? Slow - Fast > Math.Max(noise, 0.002 * level)
                : Start - Fast > Math.Max(noise, 0.03 * level) && Fast <= Best;
        }
    }

    /// <summary>Samples that are needed before the first verdict.</summary>
    public readonly long NeededSamples(in JudgeFacts facts)
    {
        var steps = facts.StepIsEpoch ? 0 : (IsDense(facts) && !facts.PlanKnown ? 500 : 100) / Math.Max(1, Gap);
        return (long)Math.Ceiling(Math.Max(Math.Max(5, 3 * Span), Math.Min(steps, 1e9)));
    }

    /// <summary>A new attempt keeps start level and best; all else begins again.</summary>
    public void Restart()
    {
        var kept = this;
        this = default;
        TotalCount = kept.TotalCount;
        FirstStep = kept.FirstStep;
        First = kept.First;
        Start = kept.Start;
        EarlyMean = kept.EarlyMean;
        Gap = kept.Gap;
        Best = kept.Best;
        BestNoise = kept.BestNoise;
        BestStep = kept.BestStep;
        LastStep = kept.LastStep;
    }

    /// <summary>Something changed that makes trend and noise worthless, as a declared phase: start level and best stay.</summary>
    public void Rebaseline() => Restart();

    /// <summary>Takes a finite sample; its step is above the last of this attempt.</summary>
    public void Take(long step, double x, in JudgeFacts facts)
    {
        Count++;
        TotalCount++;
        LastStep = step;
        Last = x;
        var n = (double)Count;
        if (Count == 1 || x > Highest) (Highest, HighestStep) = (x, step);
        if (Count == 1) Begin(step, x);
        else Gap = Math.Max(1, ((double)step - AttemptStep) / (n - 1));
        if (TotalCount <= 5)
        {
            EarlyMean += (x - EarlyMean) / TotalCount;
            if (TotalCount <= 3 && x < Start && IsDense(facts)) Start = x;
        }

        PlannedSamples = facts.PlanKnown ? facts.PlannedSteps / Gap : 0;
        Span = facts.PlanKnown ? Math.Clamp(PlannedSamples / 200, 2, 250) : Math.Clamp(n / (IsDense(facts) ? 10 : 40), 2, 250);
        TakeHeight(x);
        if (Count > 1) TakeDifference(x);
        Smooth(x, n);
        TakeBest(step, facts);
        if ((Count & (Count - 1)) == 0)
        {
            EarlierSnapshotAt = SnapshotAt;
            EarlierSnapshot = Snapshot;
            SnapshotAt = Count;
            Snapshot = Fast;
        }

        Blocks.Take(x, PlannedSamples);
        _beforePrevious = _previous;
        _previous = x;
    }

    private void Begin(long step, double x)
    {
        AttemptStep = step;
        Fast = x;
        Slow = x;
        _previousFast = x;
        _beforePreviousFast = x;
        if (TotalCount > 1) return;
        FirstStep = step;
        First = x;
        Start = x;
        Gap = Math.Max(1, step);
        Best = x;
        BestAt = 1;
        BestStep = step;
    }

    /// <summary>
    /// Three samples running far above the mean are a spike; what follows within a span of it belongs to it. Single outliers are what a
    /// heavy-tailed noise gives, however far they lie.
    /// </summary>
    private void TakeHeight(double x)
    {
        var above = x - Fast;
        if (!Armed || Count < 100 || Span < 5 || !(above > Math.Max(6 * Noise, 0.1 * Gain)))
        {
            SpikeRun = 0;
            return;
        }

        SpikeRun++;
        if (SpikeRun < 3) return;
        var isNew = SpikeRun == 3 && (SpikeAt == 0 || Count - _spikeEnd > Math.Max(16, Span));
        SpikeHeight = SpikeRun == 3 ? above : Math.Max(SpikeHeight, above);
        _spikeEnd = Count;
        if (!isNew) return;
        var memory = 0.25 * (PlannedSamples > 0 ? PlannedSamples : Math.Max(Count, 1000));
        Spikes = 1 + (Spikes * Math.Exp((SpikeAt - Count) / memory));
        SpikeAt = Count;
    }

    /// <summary>The noise lives on a log scale: after an explosion it recovers within about 100 samples, where a mean would never.</summary>
    private void TakeDifference(double x)
    {
        _ring[(int)(_differences % 9)] = Math.Abs(x - _previous);
        _differences++;
        if (_differences > 64 && _differences % 8 != 0) return;
        var held = (int)Math.Min(_differences, 9);
        var median = _ring.Median(held);
        var log = Math.Log((median / 0.954) + (1e-12 * (Math.Abs(Start) + Math.Abs(x))) + 1e-300);
        if (_differences == 1) _noiseLog = log;
        else _noiseLog += (_differences <= 64 ? Math.Max(0.05, 1.0 / held) : 0.15) * (log - _noiseLog);
        Noise = Math.Exp(_noiseLog);
    }

    private void Smooth(double x, double n)
    {
        var y = Span >= 5 && Count >= 3 ? MedianOf3(x, _previous, _beforePrevious) : x;
        _smoothing = Math.Max(2 / (Span + 1), 1 / n);
        if (Count == 1) return;
        Fast += _smoothing * (y - Fast);
        Slow += Math.Max(2 / ((8 * Span) + 1), 1 / n) * (y - Slow);
    }

    private void TakeBest(long step, in JudgeFacts facts)
    {
        var steady = Count < 3 ? Fast : Math.Max(Fast, Math.Max(_previousFast, _beforePreviousFast));

        // Short spans have no median: a mean that one outlier pulled down, and that lies below both samples since, is no level that was reached.
        if (Span < 5 && Count >= 3) steady = Math.Max(steady, Math.Min(Last, _previous));
        _beforePreviousFast = _previousFast;
        _previousFast = Fast;
        var arms = !Armed && Count >= 5 && Count >= 3 * Span
            && (facts.StepIsEpoch || step >= (IsDense(facts) && !facts.PlanKnown ? 500 : 100));
        if (arms) ArmedFlag = 1;

        // The dips of a starting momentum are no progress: the best begins when judging does, once for a run. What begins again begins with
        // single samples, whose noise is no progress either.
        var isRecent = arms || Count == 1 || steady < RecentBest;
        if (arms && TotalCount == Count) steady = Fast;
        if (isRecent) (RecentBest, RecentBestNoise, RecentBestAt) = (arms ? Fast : steady, FastNoise, Count);
        if (!(arms && TotalCount == Count) && (!(steady < Best) || (TotalCount > Count && Count < 3))) return;
        Best = steady;
        BestAt = Count;
        BestStep = step;
        BestNoise = FastNoise;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double MedianOf3(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
