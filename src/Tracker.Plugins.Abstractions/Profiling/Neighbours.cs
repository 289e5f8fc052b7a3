namespace Tracker.Plugins.Abstractions.Profiling;

/// <summary>How many samples have another label than the sample most like them, by the distance of standardised features.</summary>
internal static class Neighbours
{
    private const int MostSamples = 2_000;

    // Products of a profile at most: about a second.
    private const double MostWork = 1e9;

    /// <summary>Share of samples, 0..1; null for fewer than 10 with a label.</summary>
    /// <param name="rows">With a label from 0; others are passed over.</param>
    /// <param name="isCategory">Features of which only same or not the same counts.</param>
    public static double? Disagreement(IReadOnlyList<(double[] Row, long Label)> rows, ReadOnlySpan<bool> isCategory)
    {
        var features = isCategory.Length;
        var labelled = rows.Where(row => row.Label >= 0).ToArray();
        var count = (int)Math.Min(Math.Min(labelled.Length, MostSamples), Math.Max(200, Math.Sqrt(2 * MostWork / Math.Max(1, features))));
        if (count < 10 || features == 0) return null;
        var chosen = Enumerable.Range(0, count).Select(i => labelled[(int)((long)i * labelled.Length / count)]).ToArray();
        var points = Standardised(chosen, isCategory, out var categories);
        var (nearest, distances) = (new int[count], new float[count]);
        Array.Fill(distances, float.PositiveInfinity);
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count; j++)
            {
                var distance = Distance(points[i], points[j], categories, Math.Max(distances[i], distances[j]));
                if (distance < distances[i]) (distances[i], nearest[i]) = (distance, j);
                if (distance < distances[j]) (distances[j], nearest[j]) = (distance, i);
            }
        }

        return Enumerable.Range(0, count).Count(i => chosen[i].Label != chosen[nearest[i]].Label) / (double)count;
    }

    private static float Distance(float[] a, float[] b, bool[] isCategory, float most)
    {
        const int Piece = 32;
        var sum = 0f;
        for (var f = 0; f < a.Length; f++)
        {
            var difference = isCategory[f] ? (a[f] == b[f] ? 0 : 1) : a[f] - b[f];
            sum += difference * difference;
            if (f % Piece == Piece - 1 && sum >= most) return sum;
        }

        return sum;
    }

    // What is missing lies in the middle; what lies far out lies at 8 standard deviations, so that it does not decide alone.
    private static float[][] Standardised((double[] Row, long Label)[] rows, ReadOnlySpan<bool> isCategory, out bool[] categories)
    {
        categories = isCategory.ToArray();
        var points = rows.Select(row => new float[row.Row.Length]).ToArray();
        for (var f = 0; f < categories.Length; f++)
        {
            var scale = categories[f] ? new RobustScale(0, 1) : Scale(rows, f);
            for (var i = 0; i < rows.Length; i++)
            {
                var value = rows[i].Row[f];
                if (categories[f]) points[i][f] = (float)(double.IsNaN(value) ? -1 : value % (1 << 24));
                else if (!double.IsNaN(value) && scale.Deviation > 0) points[i][f] = (float)Math.Clamp((value - scale.Median) / scale.Deviation, -8, 8);
            }
        }

        return points;
    }

    private static RobustScale Scale((double[] Row, long Label)[] rows, int feature)
    {
        var robust = RobustScale.Of(rows.Select(row => row.Row[feature]));
        if (robust.Deviation == 0) return robust;

        // The standard deviation of what is not far out; sparse features would weigh too much by the deviation of their few values.
        var kept = rows.Select(row => row.Row[feature]).Where(value => Math.Abs(value - robust.Median) <= 8 * robust.Deviation).ToArray();
        var mean = kept.Average();
        return new(mean, Math.Sqrt(kept.Average(value => (value - mean) * (value - mean))));
    }
}
