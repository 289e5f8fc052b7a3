namespace Tracker.Plugins.Abstractions.Profiling;

/// <summary>
/// The one-way test of Kruskal and Wallis (1952), by ranks with a correction for ties: does a feature's level depend on the class?
/// </summary>
internal static class RankTest
{
    /// <summary>The chance of such differences between classes where there are none, 0..1; 1 where nothing can be told.</summary>
    public static double Chance(ReadOnlySpan<double> values, ReadOnlySpan<long> labels)
    {
        var order = new List<(double Value, long Label)>();
        for (var i = 0; i < values.Length; i++)
            if (double.IsFinite(values[i]) && labels[i] >= 0) order.Add((values[i], labels[i]));
        order.Sort(static (a, b) => a.Value.CompareTo(b.Value));
        var classes = new Dictionary<long, (double Ranks, long Count)>();
        var (n, ties) = ((double)order.Count, 0.0);
        for (int first = 0, last; first < order.Count; first = last)
        {
            last = first + 1;
            while (last < order.Count && order[last].Value == order[first].Value) last++;
            var (equal, rank) = ((double)(last - first), (first + last + 1) / 2.0);
            ties += (equal * equal * equal) - equal;
            for (var i = first; i < last; i++)
            {
                var (ranks, count) = classes.GetValueOrDefault(order[i].Label);
                classes[order[i].Label] = (ranks + rank, count + 1);
            }
        }

        var correction = 1 - (ties / ((n * n * n) - n));
        if (classes.Count < 2 || !(correction > 0)) return 1;
        var sum = classes.Values.Sum(c => c.Ranks * c.Ranks / c.Count);
        var statistic = ((12 / (n * (n + 1)) * sum) - (3 * (n + 1))) / correction;
        return GammaTail((classes.Count - 1) / 2.0, Math.Max(0, statistic) / 2);
    }

    /// <summary>The upper regularised incomplete gamma function Q(a, x): the series where it is quick, else Lentz's continued fraction.</summary>
    internal static double GammaTail(double a, double x)
    {
        if (x <= 0) return 1;
        var front = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        if (x < a + 1)
        {
            var (term, sum) = (1 / a, 1 / a);
            for (var k = 1; k < 1_000 && term > sum * 1e-15; k++) sum += term *= x / (a + k);
            return Math.Clamp(1 - (front * sum), 0, 1);
        }

        var b = x + 1 - a;
        var (c, d) = (1e300, 1 / b);
        var value = d;
        for (var k = 1; k < 1_000; k++)
        {
            var factor = -k * (k - a);
            b += 2;
            d = 1 / ((factor * d) + b);
            c = b + (factor / c);
            value *= c * d;
            if (Math.Abs((c * d) - 1) < 1e-14) break;
        }

        return Math.Clamp(front * value, 0, 1);
    }

    // Stirling's series, after a is raised to where it is exact to 1e-12.
    private static double LogGamma(double a)
    {
        var shift = 0.0;
        for (; a < 12; a++) shift -= Math.Log(a);
        var inverse = 1 / (a * a);
        return shift + ((a - 0.5) * Math.Log(a)) - a + (0.5 * Math.Log(2 * Math.PI))
            + ((1 / 12.0 - (inverse * (1 / 360.0 - (inverse / 1260.0)))) / a);
    }
}
