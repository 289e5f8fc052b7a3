namespace Tracker.Replay.Scoring;

/// <summary>Quantiles of what was measured: always a value that occurred.</summary>
internal static class Quantile
{
    /// <summary>The smallest value that at least that share of all does not exceed; null of nothing.</summary>
    /// <param name="values">In any order.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static double? Of(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
