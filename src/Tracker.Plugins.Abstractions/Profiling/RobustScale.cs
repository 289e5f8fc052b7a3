namespace Tracker.Plugins.Abstractions.Profiling;

/// <summary>Where the values of a feature lie and how far they spread, whatever a few of them are.</summary>
/// <param name="Median">Of the finite ones.</param>
/// <param name="Deviation">
/// 1.4826 times the median absolute deviation from it. Where more than half of the values are the median itself, as in sparse data, the
/// deviation of the others counts. 0 where all are the same.
/// </param>
internal readonly record struct RobustScale(double Median, double Deviation)
{
    // A normal distribution's standard deviation over its median absolute deviation.
    private const double OfNormal = 1.4826;

    public static RobustScale Of(IEnumerable<double> values)
    {
        var sorted = values.Where(double.IsFinite).ToArray();
        if (sorted.Length == 0) return default;
        Array.Sort(sorted);
        var median = Middle(sorted);
        var distances = sorted.Select(value => Math.Abs(value - median)).ToArray();
        Array.Sort(distances);
        var deviation = Middle(distances);
        if (deviation == 0) deviation = Middle([.. distances.Where(distance => distance > 0)]);
        return new(median, OfNormal * deviation);
    }

    private static double Middle(double[] sorted) =>
        sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] / 2) + (sorted[sorted.Length / 2] / 2);
}
