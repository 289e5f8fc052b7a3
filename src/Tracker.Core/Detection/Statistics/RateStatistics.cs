namespace Tracker.Core.Detection.Statistics;

/// <summary>The learning rate.</summary>
internal struct RateStatistics
{
    /// <summary>Log of 1.5.</summary>
    private const double Jump = 0.4054651081081644;

    public long Count;
    public long LastStep;

    /// <summary>Step at which it last changed; -1 never.</summary>
    public long ChangedStep;

    public double First;
    public double Last;
    public double Max;
    public double Min;

    private double _lastChange;

    /// <summary>The rate goes up: a warm-up, or the rising half of a cycle.</summary>
    public readonly bool Rising => Count > 1 && ChangedStep == LastStep && _lastChange > 0;

    /// <summary>
    /// This rate would be a jump: beyond 1.5 times the last, and out of line with the change before, so that neither a warm-up nor any smooth
    /// schedule, however seldom it is logged, is one.
    /// </summary>
    public readonly bool IsJump(double rate)
    {
        if (Count < 3 || !double.IsFinite(rate) || rate <= 0 || Last <= 0) return false;
        var change = Math.Abs(Math.Log(rate / Last));
        return change > Jump && change > 4 * Math.Abs(_lastChange);
    }

    public void Take(long step, double rate)
    {
        if (!double.IsFinite(rate)) return;
        _lastChange = Count == 0 ? 0 : Last > 0 && rate > 0 ? Math.Log(rate / Last) : rate.CompareTo(Last);
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
