using System.Runtime.CompilerServices;
using Tracker.Benchmarks.Measuring;
using Tracker.Benchmarks.Trainers;

namespace Tracker.Benchmarks.Store;

/// <summary>What a sample takes of the disk once it is sealed, steps, times and index included.</summary>
internal static class BytesMeasures
{
    private const int Runs = 10;
    private const int RowsPerMessage = 100;
    private const long Messages = 400;

    public static async IAsyncEnumerable<StoreResult> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string, SampleShape, double?)[] shapes =
        [
            ("noisy float32 losses", SampleShape.Noisy32, 4),
            ("losses with four decimals", SampleShape.FourDecimals, null),
            ("schedules", SampleShape.Schedules, null),
            ("noisy float64, ten kinds of metrics", SampleShape.Training, null),
        ];
        foreach (var (name, shape, target) in shapes)
        {
            await using var daemon = await MeasuredDaemon.StartAsync();
            var samples = await StoreLoad.FillAsync(daemon, shape, Runs, shape.Names.Count * RowsPerMessage, Messages, cancellationToken);
            await daemon.StopAsync();
            yield return new StoreResult($"on disk: {name}", (double)daemon.DatabaseBytes / samples, "bytes/sample", target);
        }
    }
}
