namespace Tracker.Core.Detection.Statistics;

/// <summary>What is held of the main score of validation, in its own unit: more is better. Every field is 8 bytes.</summary>
internal struct ScoreStatistics
{
    /// <summary>Finite scores.</summary>
    public long Count;

    public double First;
    public double Last;

    /// <summary>Median of the last three.</summary>
    public double Level;

    /// <summary>The highest level, and the score and step at which it was reached.</summary>
    public double Best;
    public long BestAt;
    public long BestStep;

    /// <summary>Noise of one score, from second differences: a rise is no noise. Infinite before the fourth of an attempt.</summary>
    public double Noise;

    private long _attemptCount;
    private double _previous;
    private double _beforePrevious;
    private Ring9 _differences;

    public void Restart() => _attemptCount = 0;

    /// <summary>Takes a finite score as it was sent.</summary>
    public void Take(long step, double score)
    {
        Count++;
        _attemptCount++;
        if (Count == 1) First = score;
        if (_attemptCount == 1) Noise = double.PositiveInfinity;
        Level = _attemptCount < 3 ? score : MedianOf3(score, _previous, _beforePrevious);
        if (_attemptCount >= 3) TakeNoise(score);
        _beforePrevious = _previous;
        _previous = score;
        Last = score;
        if (Count > 1 && !(Level > Best)) return;
        Best = Level;
        BestAt = Count;
        BestStep = step;
    }

    private void TakeNoise(double score)
    {
        var seen = _attemptCount - 3;
        _differences[(int)(seen % 9)] = Math.Abs(score - (2 * _previous) + _beforePrevious);
        if (_attemptCount >= 4) Noise = _differences.Median((int)Math.Min(seen + 1, 9)) / 1.652;
    }

    private static double MedianOf3(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
