namespace Tracker.Core.Detection.Statistics;

/// <summary>
/// Means of blocks of a series, the last 16 or more. With a plan a block is a 64th of the run; without one blocks grow: when 32 are
/// held, pairs are merged.
/// </summary>
internal struct BlockMeans
{
    /// <summary>Blocks closed so far; merging does not lower it.</summary>
    public long Closed;

    /// <summary>Blocks held, the oldest first.</summary>
    public long Held;

    /// <summary>Samples of one block.</summary>
    public double Size;

    public Ring32 Means;

    private double _sum;
    private long _samples;

    public void Take(double x, double plannedSamples)
    {
        _sum += x;
        _samples++;
        if (plannedSamples > 0) Size = Math.Max(1, Math.Round(plannedSamples / 64));
        else if (Size < 1) Size = 1;
        if (_samples < Size) return;
        if (Held == 32) MakeRoom(plannedSamples > 0);
        Means[(int)Held] = _sum / _samples;
        Held++;
        Closed++;
        _sum = 0;
        _samples = 0;
        if (Held == 32 && plannedSamples <= 0) MakeRoom(false);
    }

    /// <summary>The last 16; fewer are none.</summary>
    public readonly bool TryLast16(Span<double> last)
    {
        if (Held < 16) return false;
        for (var i = 0; i < 16; i++) last[i] = Means[(int)Held - 16 + i];
        return true;
    }

    private void MakeRoom(bool drop)
    {
        for (var i = 0; i < 16; i++) Means[i] = drop ? Means[i + 16] : (Means[2 * i] * 0.5) + (Means[(2 * i) + 1] * 0.5);
        Held = 16;
        if (!drop) Size *= 2;
    }
}
