namespace Tracker.Core.Detection.Statistics;

/// <summary>What was seen when a loss or a gradient norm of rank 0 first was not finite in this attempt, and what came before.</summary>
internal struct NonFiniteStatistics
{
    /// <summary>Values that were not finite, over all watched series.</summary>
    public long Count;

    /// <summary>Index of the first series; meaningless while <see cref="Count"/> is 0.</summary>
    public long FirstSeries;

    public long FirstStep;

    /// <summary>The first value: NaN or an infinity.</summary>
    public double FirstValue;

    /// <summary>Finite samples of the primary loss before.</summary>
    public long SamplesBefore;

    /// <summary>The last finite loss, the fast mean and its best before; NaN where there was none.</summary>
    public double LossBefore;
    public double FastBefore;
    public double BestBefore;
    public double StartBefore;

    /// <summary>Finite gradient norms before, the last of them, the largest and the typical; NaN where there was none.</summary>
    public long GradientsBefore;
    public double GradientBefore;
    public double GradientMaxBefore;
    public double GradientTypicalBefore;

    public void Take(int series, long step, double value, in SeriesStatistics loss, in GradientStatistics gradient)
    {
        Count++;
        if (Count > 1) return;
        FirstSeries = series;
        FirstStep = step;
        FirstValue = value;
        SamplesBefore = loss.Count;
        LossBefore = loss.Count > 0 ? loss.Last : double.NaN;
        FastBefore = loss.Count > 0 ? loss.Fast : double.NaN;
        BestBefore = loss.Count > 0 ? loss.Best : double.NaN;
        StartBefore = loss.TotalCount > 0 ? loss.Start : double.NaN;
        GradientsBefore = gradient.Count;
        GradientBefore = gradient.Count > 0 ? gradient.Last : double.NaN;
        GradientMaxBefore = gradient.Count > 0 ? gradient.Max : double.NaN;
        GradientTypicalBefore = gradient.Typical;
    }
}
