using System.Globalization;

namespace Tracker.Endurance.Soak;

/// <summary>The daemon's resident memory while it lives without a restart.</summary>
/// <remarks>
/// Judged on the lowest value of each ten seconds: what a collection gives back is no growth. The slope is the median of the slopes of all
/// pairs (Theil and Sen), which single jumps do not move; it counts as growth where it is more than the bound, and above zero with
/// 95 % confidence: two minutes of a collected heap scatter by more than the bound allows them to grow.
/// </remarks>
internal sealed class MemoryCurve
{
    /// <summary>Growth in ten minutes, as a share of the memory, up to which it is flat.</summary>
    public const double Bound = 0.05;

    private const double WindowSeconds = 10;
    private const int LeastWindows = 9;

    private readonly List<(double Age, double Megabytes)> _samples = [];

    /// <summary>Resident memory of a process in MB; 0 where it is gone.</summary>
    public static double Of(int process)
    {
        try
        {
            string[] pages = File.ReadAllText($"/proc/{process}/statm").Split(' ');
            return long.Parse(pages[1], CultureInfo.InvariantCulture) * (double)Environment.SystemPageSize / 1e6;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public void Add(TimeSpan age, double megabytes) => _samples.Add((age.TotalSeconds, megabytes));

    /// <summary>What the samples from an age on say.</summary>
    public MemoryVerdict Judge(TimeSpan warmUp)
    {
        var windows = _samples.Where(sample => sample.Age >= warmUp.TotalSeconds && sample.Megabytes > 0)
            .GroupBy(static sample => Math.Floor(sample.Age / WindowSeconds))
            .Select(static window => (Age: window.Key * WindowSeconds, Megabytes: window.Min(static sample => sample.Megabytes)))
            .ToList();
        double now = _samples.Count == 0 ? 0 : _samples[^1].Megabytes;
        if (windows.Count < LeastWindows) return new MemoryVerdict(now, null, 0, true);
        var slopes = new List<double>();
        for (int i = 0; i < windows.Count; i++)
        {
            for (int j = i + 1; j < windows.Count; j++)
                slopes.Add((windows[j].Megabytes - windows[i].Megabytes) / (windows[j].Age - windows[i].Age));
        }

        slopes.Sort();
        double median = windows.Select(static window => window.Megabytes).Order().ElementAt(windows.Count / 2);
        double slope = slopes[slopes.Count / 2];
        // The confidence interval of the slope after Sen, at 95 %.
        double spread = 1.96 * Math.Sqrt(windows.Count * (windows.Count - 1) * ((2.0 * windows.Count) + 5) / 18);
        double least = slopes[Math.Clamp((int)((slopes.Count - spread) / 2), 0, slopes.Count - 1)];
        bool flat = slope * 600 < Bound * median || least <= 0;
        return new MemoryVerdict(median, slope * 3_600, least * 3_600, flat);
    }
}

/// <summary>How the memory went.</summary>
/// <param name="Megabytes">Its median after the warm-up, or its last value where there was too little to judge.</param>
/// <param name="SlopePerHour">MB an hour; null where there was too little to judge.</param>
/// <param name="LeastPerHour">MB an hour that it grew by at least, with 95 % confidence.</param>
/// <param name="Flat">It did not grow.</param>
internal sealed record MemoryVerdict(double Megabytes, double? SlopePerHour, double LeastPerHour, bool Flat);
