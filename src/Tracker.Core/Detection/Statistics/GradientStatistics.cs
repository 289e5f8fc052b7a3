namespace Tracker.Core.Detection.Statistics;

/// <summary>The norm of the gradient.</summary>
internal struct GradientStatistics
{
    /// <summary>Finite norms.</summary>
    public long Count;

    public long NonFinite;
    public long LastStep;
    public long MaxStep;
    public double First;
    public double Last;
    public double Max;

    /// <summary>The largest norm but for the last four: what was large before it began to rise.</summary>
    public double Ceiling;

    /// <summary>Norms in a row of ten times the typical and more.</summary>
    public long Large;

    /// <summary>Log of the typical norm, a slow mean on a log scale.</summary>
    public double TypicalLog;

    /// <summary>The last finite norms; norm k is at (k - 1) % 16.</summary>
    public Ring16 Recent;

    /// <summary>The typical finite norm; NaN before the first.</summary>
    public readonly double Typical => Count == 0 ? double.NaN : Math.Exp(TypicalLog);

    public void Take(long step, double norm)
    {
        LastStep = step;
        if (SeriesState.IsBad(norm))
        {
            NonFinite++;
            return;
        }

        Count++;
        if (Count == 1) First = norm;
        Last = norm;
        if (Count == 1 || norm > Max)
        {
            Max = norm;
            MaxStep = step;
        }

        if (Count > 4) Ceiling = Math.Max(Ceiling, Recent[(int)((Count - 5) % 16)]);
        var log = Math.Log(Math.Abs(norm) + 1e-300);
        Large = Count > 1 && log > TypicalLog + Math.Log(10) ? Large + 1 : 0;
        TypicalLog += Math.Max(0.02, 1.0 / Count) * (log - TypicalLog);
        Recent[(int)((Count - 1) % 16)] = norm;
    }
}
