using System.Globalization;

namespace Tracker.JobHost.Sampling;

/// <summary>How often a job is measured: TRACKER_SYSTEM_INTERVAL, in seconds. Default 10; 1 to 3,600, or 0 for never.</summary>
internal static class SamplingInterval
{
    public const string Variable = "TRACKER_SYSTEM_INTERVAL";
    private const double Default = 10;
    private const double Most = 3_600;

    /// <summary>Null for never. What is no number is the default: a wrong setting must not cost a training.</summary>
    public static TimeSpan? Parse(string? text)
    {
        var seconds = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var given) ? given : Default;
        return seconds == 0 ? null : TimeSpan.FromSeconds(Math.Clamp(seconds, 1, Most));
    }
}
