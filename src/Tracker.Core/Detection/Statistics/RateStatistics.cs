namespace Tracker.Core.Detection.Statistics;

/// <summary>The learning rate.</summary>
internal struct RateStatistics
{
    public long Count;
    public long LastStep;

    /// <summary>Step at which it last changed; -1 never.</summary>
    public long ChangedStep;

    public double First;
    public double Last;
    public double Max;
    public double Min;

    public void Take(long step, double rate)
    {
        if (!double.IsFinite(rate)) return;
        if (Count == 0)
        {
            First = Max = Min = Last = rate;
            ChangedStep = -1;
        }

        if (rate != Last) ChangedStep = step;
        Count++;
        LastStep = step;
        Last = rate;
        Max = Math.Max(Max, rate);
        Min = Math.Min(Min, rate);
    }
}
