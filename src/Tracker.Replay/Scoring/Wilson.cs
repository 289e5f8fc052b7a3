namespace Tracker.Replay.Scoring;

/// <summary>The interval in which a share lies with 95 % confidence, by Wilson's formula: right for few and for all.</summary>
/// <param name="Low">0 to 1.</param>
/// <param name="High">0 to 1.</param>
public readonly record struct Wilson(double Low, double High)
{
    private const double Z = 1.959963984540054;

    /// <summary>Of so many out of n, n above 0.</summary>
    public static Wilson Of(int count, int n)
    {
        var share = (double)count / n;
        var spread = Z * Z / n;
        var middle = (share + (spread / 2)) / (1 + spread);
        var half = Z * Math.Sqrt((share * (1 - share) / n) + (spread / (4 * n))) / (1 + spread);
        return new Wilson(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
