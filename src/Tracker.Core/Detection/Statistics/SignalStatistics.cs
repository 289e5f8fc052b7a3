using System.Runtime.CompilerServices;
using Tracker.Core.Metrics;

namespace Tracker.Core.Detection.Statistics;

/// <summary>What is held of one signal: the finite values of rank 0 of the current attempt. Every field is 8 bytes.</summary>
internal struct SignalStatistics
{
    /// <summary>Values so far; 0 it was never sent.</summary>
    public long Count;
    public long FirstStep;
    public long LastStep;
    public double First;
    public double Last;
    public double Min;
    public double Max;

    /// <summary>Mean of the first four.</summary>
    public double Early;

    /// <summary>A mean that forgets: an eighth of the new value each time.</summary>
    public double Fast;

    public void Take(long step, double x)
    {
        if (SeriesState.IsBad(x)) return;
        Count++;
        LastStep = step;
        Last = x;
        if (Count == 1)
        {
            FirstStep = step;
            First = Min = Max = Fast = Early = x;
            return;
        }

        Min = Math.Min(Min, x);
        Max = Math.Max(Max, x);
        if (Count <= 4) Early += (x - Early) / Count;
        Fast += Math.Max(0.125, 1.0 / Count) * (x - Fast);
    }
}

/// <summary>Every signal of a run, by <see cref="Signal"/>.</summary>
[InlineArray(SignalNames.Count)]
internal struct SignalTable
{
    private SignalStatistics _first;
}

/// <summary>The gradient norms of the lowest and the highest layer, until both are of one step: the ratio of two steps is none.</summary>
internal struct LayerGradients
{
    public long LowStep;
    public long HighStep;
    public double Low;
    public double High;

    /// <summary>The ratio, once both norms of a step are there; NaN before.</summary>
    public double Take(long step, double norm, bool isLow)
    {
        if (isLow) (LowStep, Low) = (step + 1, norm);
        else (HighStep, High) = (step + 1, norm);
        return LowStep == HighStep && High > 0 && Low >= 0 ? Low / High : double.NaN;
    }
}
