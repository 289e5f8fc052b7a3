using System.Globalization;

namespace Tracker.Core.Diagnosis;

/// <summary>Numbers as people write them.</summary>
internal static class Say
{
    /// <summary>Three digits: 2.31, 8.9e4, 1e-6.</summary>
    public static string Number(double value)
    {
        var size = Math.Abs(value);
        if (value == 0 || !double.IsFinite(value)) return value.ToString("R", CultureInfo.InvariantCulture);
        return size is >= 1e-3 and < 1e4
            ? value.ToString("G3", CultureInfo.InvariantCulture) is var text && !text.Contains('E', StringComparison.Ordinal)
                ? text
                : value.ToString("0", CultureInfo.InvariantCulture)
            : value.ToString("0.##e0", CultureInfo.InvariantCulture);
    }

    /// <summary>52,650.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 step", "40 steps", "2 losses".</summary>
    public static string Count(long value, string thing) =>
        $"{Count(value)} {thing}{(value == 1 ? "" : thing.EndsWith('s') || thing.EndsWith("ch", StringComparison.Ordinal) ? "es" : "s")}";
}
