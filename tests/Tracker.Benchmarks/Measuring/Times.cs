using System.Diagnostics;

namespace Tracker.Benchmarks.Measuring;

/// <summary>How long something took that was done again and again, in milliseconds.</summary>
/// <param name="First">The first time, with nothing warm.</param>
/// <param name="Median">Without the first tenth, while code is compiled and caches fill.</param>
/// <param name="Slowest">Of the same.</param>
internal sealed record Times(double First, double Median, double Slowest)
{
    public static async Task<Times> OfAsync(int repeats, Func<Task> act)
    {
        var times = new double[repeats];
        for (var i = 0; i < repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await act();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        var warm = times.Skip(Math.Max(1, repeats / 10)).Order().ToArray();
        return new Times(times[0], warm[warm.Length / 2], warm[^1]);
    }
}
