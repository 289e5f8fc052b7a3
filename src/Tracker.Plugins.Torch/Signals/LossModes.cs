namespace Tracker.Plugins.Torch.Signals;

/// <summary>
/// Whether the losses of single samples have two modes: a mixture of two Gaussians on their logarithms against one, by the Bayesian
/// information criterion. It must be better by 10, its modes two pooled standard deviations apart (Ashman's D), and between them a valley of
/// at most two thirds of the upper one's height: the losses of a healthy training are skewed, which two Gaussians fit better than one as well.
/// </summary>
/// <param name="UpperShare">Weight of the upper mode, 0..1; 0 where there is one mode.</param>
/// <param name="Gap">Distance of the modes in their pooled standard deviations; 0 where there is one mode.</param>
/// <param name="Threshold">The loss from which on a sample belongs to the upper mode; infinite where there is one mode.</param>
public readonly record struct LossModes(double UpperShare, double Gap, double Threshold)
{
    private const int LeastSamples = 20;
    private const int Bins = 128;
    private const int Rounds = 50;
    private const double Better = 10;
    private const double LeastGap = 2;
    private const double HighestValley = 2.0 / 3;

    // Below it a loss is rounding: a probability of one in float32.
    private const double LeastLoss = 1e-7;

    private static readonly double[] Starts = [0.05, 0.2, 0.5];

    internal static readonly LossModes One = new(0, 0, double.PositiveInfinity);

    /// <summary>Takes what is finite; fewer than 20 losses have one mode.</summary>
    public static LossModes Of(ReadOnlySpan<double> losses)
    {
        var logarithms = new List<double>(losses.Length);
        foreach (var loss in losses)
            if (double.IsFinite(loss)) logarithms.Add(Math.Log(Math.Max(loss, LeastLoss)));
        if (logarithms.Count < LeastSamples) return One;
        logarithms.Sort();
        var (low, high) = (logarithms[0], logarithms[^1]);
        if (high - low < 1e-9) return One;

        // A histogram is enough for the fit, and its cost does not depend on the number of samples.
        var width = (high - low) / Bins;
        var counts = new double[Bins];
        foreach (var value in logarithms) counts[Math.Min(Bins - 1, (int)((value - low) / width))]++;
        var points = Enumerable.Range(0, Bins).Select(i => low + ((i + 0.5) * width)).ToArray();

        var single = Gaussian.Of(points, counts, width);
        var n = (double)logarithms.Count;
        var criterionOfOne = (2 * Math.Log(n)) - (2 * Likelihood(points, counts, [single with { Weight = 1 }]));
        var best = Starts.Select(share => Fit(points, counts, width, logarithms[(int)((1 - share) * (n - 1))])).MaxBy(pair => Likelihood(points, counts, pair))!;
        var criterionOfTwo = (5 * Math.Log(n)) - (2 * Likelihood(points, counts, best));
        if (criterionOfOne - criterionOfTwo < Better) return One;

        var (lower, upper) = best[0].Mean <= best[1].Mean ? (best[0], best[1]) : (best[1], best[0]);
        var gap = (upper.Mean - lower.Mean) / Math.Sqrt((lower.Variance + upper.Variance) / 2);
        return gap < LeastGap || Valley(lower, upper) > HighestValley ? One : new(upper.Weight, gap, Math.Exp(Border(lower, upper)));
    }

    // Expectation maximisation from a split at a value.
    private static Gaussian[] Fit(double[] points, double[] counts, double width, double split)
    {
        var shares = points.Select(point => point > split ? 1.0 : 0.0).ToArray();
        Gaussian[] pair = [];
        var before = double.NegativeInfinity;
        for (var round = 0; round < Rounds; round++)
        {
            pair =
            [
                Gaussian.Of(points, [.. counts.Select((count, i) => count * (1 - shares[i]))], width),
                Gaussian.Of(points, [.. counts.Select((count, i) => count * shares[i])], width),
            ];
            var all = pair[0].Weight + pair[1].Weight;
            pair = [pair[0] with { Weight = pair[0].Weight / all }, pair[1] with { Weight = pair[1].Weight / all }];
            for (var i = 0; i < points.Length; i++)
            {
                var (lower, upper) = (pair[0].Density(points[i]), pair[1].Density(points[i]));
                shares[i] = lower + upper > 0 ? upper / (lower + upper) : points[i] > split ? 1 : 0;
            }

            var likelihood = Likelihood(points, counts, pair);
            if (likelihood - before < 1e-6 * Math.Abs(likelihood)) break;
            before = likelihood;
        }

        return pair;
    }

    private static double Likelihood(double[] points, double[] counts, Gaussian[] mixture)
    {
        var sum = 0.0;
        for (var i = 0; i < points.Length; i++)
        {
            if (counts[i] == 0) continue;
            var density = 0.0;
            foreach (var part in mixture) density += part.Density(points[i]);
            sum += counts[i] * Math.Log(Math.Max(density, double.Epsilon));
        }

        return sum;
    }

    // The least density between the means over that at the upper one: 1 where there is no valley between.
    private static double Valley(Gaussian lower, Gaussian upper)
    {
        const int Points = 100;
        var peak = lower.Density(upper.Mean) + upper.Density(upper.Mean);
        var least = peak;
        for (var i = 0; i < Points; i++)
        {
            var point = lower.Mean + (i * (upper.Mean - lower.Mean) / Points);
            least = Math.Min(least, lower.Density(point) + upper.Density(point));
        }

        return least / peak;
    }

    // Where both are as likely, between their means.
    private static double Border(Gaussian lower, Gaussian upper)
    {
        var (from, to) = (lower.Mean, upper.Mean);
        for (var i = 0; i < 60; i++)
        {
            var middle = (from + to) / 2;
            if (lower.Density(middle) > upper.Density(middle)) from = middle;
            else to = middle;
        }

        return to;
    }

    private readonly record struct Gaussian(double Weight, double Mean, double Variance)
    {
        public static Gaussian Of(double[] points, double[] weights, double width)
        {
            var all = weights.Sum();
            if (all <= 0) return new(0, points[0], width * width);
            var mean = points.Zip(weights, (point, weight) => point * weight).Sum() / all;
            var square = points.Zip(weights, (point, weight) => weight * (point - mean) * (point - mean)).Sum() / all;
            return new(all, mean, Math.Max(square, width * width));
        }

        public double Density(double point) =>
            Weight * Math.Exp(-(point - Mean) * (point - Mean) / (2 * Variance)) / Math.Sqrt(2 * Math.PI * Variance);
    }
}
