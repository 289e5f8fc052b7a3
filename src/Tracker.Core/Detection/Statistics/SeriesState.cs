namespace Tracker.Core.Detection.Statistics;

/// <summary>What is held of every series, judged or not.</summary>
internal struct SeriesState
{
    public long Count;
    public long Late;
    public long NonFinite;
    public long LastStep;
    public long BestStep;

    /// <summary>Highest step of the current attempt; samples at or below it are late.</summary>
    public long HighStep;

    public double Last;
    public double Best;

    /// <summary>Which of the last reports were not finite, the newest in bit 0.</summary>
    public long Recent;

    /// <summary>Reports in a row of exactly the newest value; 0 where that is not finite.</summary>
    public long Repeats;

    /// <summary>The longest such row that is over; 0 while the value has never changed.</summary>
    public long LongestRepeat;

    public static SeriesState Empty => new() { LastStep = -1, BestStep = -1, HighStep = long.MinValue, Best = double.NaN, Last = double.NaN };

    /// <summary>Takes a sample; false where it is late, or of an attempt that is over.</summary>
    public bool Take(long step, double x, bool higherIsBetter, bool late)
    {
        Count++;
        if (!double.IsFinite(x)) NonFinite++;
        if (late || step <= HighStep)
        {
            Late++;
            return false;
        }

        HighStep = step;
        LastStep = step;
        if (x == Last && double.IsFinite(x))
        {
            Repeats++;
        }
        else
        {
            LongestRepeat = Math.Max(LongestRepeat, Repeats);
            Repeats = double.IsFinite(x) ? 1 : 0;
        }

        Last = x;
        Recent = ((Recent << 1) | (IsBad(x) ? 1L : 0L)) & 7;
        if (double.IsFinite(x) && (BestStep < 0 || (higherIsBetter ? x > Best : x < Best)))
        {
            Best = x;
            BestStep = step;
        }

        return true;
    }

    /// <summary>NaN, infinite, or so large that arithmetic on it is.</summary>
    public static bool IsBad(double x) => !(Math.Abs(x) <= SeriesStatistics.Limit);
}
