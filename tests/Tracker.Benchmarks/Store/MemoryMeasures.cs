using System.Runtime.CompilerServices;
using Tracker.Benchmarks.Measuring;
using Tracker.Benchmarks.Trainers;

namespace Tracker.Benchmarks.Store;

/// <summary>What an idle daemon takes of the memory, and what live runs add.</summary>
internal static class MemoryMeasures
{
    private const int Runs = 1_000;
    private const int Metrics = 50;
    private const int RowsPerMessage = 20;
    private const int Messages = 10;
    private const double MiB = 1 << 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    public static async IAsyncEnumerable<StoreResult> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var daemon = await MeasuredDaemon.StartAsync();
        await daemon.SettleAsync(false, StoreLoad.Patience, cancellationToken);
        var idle = daemon.ResidentBytes;
        yield return new StoreResult("resident memory of an idle daemon", idle / MiB, "MiB", 120);

        var shape = SampleShape.Wide(Metrics);
        using var trainers = await TrainerGroup.OpenAsync(
            daemon, Runs, i => new FrameSource(i, shape, Metrics * RowsPerMessage), cancellationToken);
        await trainers.EachAsync(static async (stream, _) =>
        {
            await stream.PaceAsync(TimeSpan.Zero, Interval, Messages);
            await stream.DrainAsync();
        });
        await daemon.SettleAsync(false, StoreLoad.Patience, cancellationToken);
        // After a busy time the daemon packs its heap, in the first ten seconds in which little happens.
        await Task.Delay(Quiet, TimeProvider.System, cancellationToken);
        yield return new StoreResult("1,000 live runs x 50 metrics with open streams, over the idle daemon", (daemon.ResidentBytes - idle) / MiB, "MiB", 150);
    }
}
