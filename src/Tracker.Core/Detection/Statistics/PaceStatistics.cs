namespace Tracker.Core.Detection.Statistics;

/// <summary>
/// The time that a step takes, by the producer's own times: the median of the last nine, which a single pause does not move, beside what
/// is usual in this run. Every field is 8 bytes.
/// </summary>
internal struct PaceStatistics
{
    /// <summary>Advances that are learned before anything is unusual.</summary>
    public const int Learned = 32;

    private const int Stride = 4;

    /// <summary>Advances measured in this attempt.</summary>
    public long Count;

    /// <summary>Microseconds a step, median of the last nine advances.</summary>
    public double Now;

    /// <summary>Microseconds a step, as is usual; 0 before the first.</summary>
    public double Usual;

    /// <summary>Advances in a row that took far longer than usual, and the time of the advance before the first of them.</summary>
    public long Slow;
    public long SlowSince;

    private long _begun;
    private long _step;
    private long _time;
    private Ring9 _recent;

    /// <summary>How long it has been slow, in microseconds.</summary>
    public readonly double SlowFor => Slow == 0 ? 0 : (double)_time - SlowSince;

    /// <summary>Takes a row of a higher step.</summary>
    /// <param name="step">Its step.</param>
    /// <param name="time">Its time, microseconds of the producer's clock.</param>
    /// <param name="explained">An evaluation or a pause lies before it: its time says nothing of a step.</param>
    public void Take(long step, long time, bool explained)
    {
        var (steps, gap) = ((double)step - _step, (double)time - _time);
        var measures = _begun != 0 && !explained && steps > 0 && gap > 0;
        var before = _time;
        _begun = 1;
        _step = step;
        _time = time;
        if (!measures) return;
        _recent[(int)(Count % 9)] = gap / steps;
        Count++;

        // A sort of nine at each row would cost as much as all the rest.
        if (Count > 64 && Count % Stride != 0) return;
        var rows = Count > 64 ? Stride : 1;
        Now = _recent.Median((int)Math.Min(Count, 9));
        if (Count > Learned && Now > 1.5 * Usual)
        {
            if (Slow == 0) SlowSince = before;
            Slow += rows;
            return;
        }

        Slow = 0;
        Usual += (Now - Usual) * rows / Math.Min(Count, 256);
    }
}
