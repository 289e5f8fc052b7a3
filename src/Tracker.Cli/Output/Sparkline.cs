namespace Tracker.Cli.Output;

/// <summary>A curve in one line of a terminal.</summary>
internal static class Sparkline
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>Empty where there are not two finite values.</summary>
    /// <param name="values">In order; what is not finite leaves a gap.</param>
    /// <param name="low">What the lowest bar stands for.</param>
    /// <param name="high">What the highest bar stands for.</param>
    public static string Of(IReadOnlyList<double> values, double low, double high)
    {
        if (values.Count(double.IsFinite) < 2) return "";
        var scale = high > low ? (Levels.Length - 1) / (high - low) : 0;
        return string.Concat(values.Select(value => double.IsFinite(value)
            ? Levels[(int)Math.Clamp(Math.Round((value - low) * scale), 0, Levels.Length - 1)]
            : ' '));
    }
}
