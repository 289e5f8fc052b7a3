namespace Tracker.Core.Detection.Statistics;

/// <summary>Where the last attempt left the primary loss. Every field is 8 bytes.</summary>
internal struct ResumeStatistics
{
    /// <summary>1 once an attempt of enough samples was left.</summary>
    public long Known;

    /// <summary>Step at which it was left.</summary>
    public long Step;

    /// <summary>The fast mean of the loss, its noise, and the noise of one sample.</summary>
    public double Loss;
    public double LossNoise;
    public double Noise;

    /// <summary>The attempt is over. One of a few samples has no level of its own: what was known before it stays.</summary>
    public void Leave(in SeriesStatistics loss)
    {
        if (loss.Count < 8) return;
        Known = 1;
        Step = loss.LastStep;
        Loss = loss.Fast;
        LossNoise = loss.FastNoise;
        Noise = loss.Noise;
    }
}
