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

    public static async IAsyncEnumerable<StoreResult> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var daemon = await MeasuredDaemon.StartAsync();
        await daemon.SettleAsync(StoreLoad.Patience, cancellationToken);
        var idle = daemon.ResidentBytes;
        yield return new StoreResult("resident memory of an idle daemon", idle / MiB, "MiB", 120);

        var shape = SampleShape.Wide(Metrics);
        using var trainers = await TrainerGroup.OpenAsync(
            daemon, Runs, i => new FrameSource(i, shape, Metrics * RowsPerMessage), cancellationToken);
        await trainers.EachAsync(static async (stream, _) =>
        {
            await stream.SendAsync(Messages);
            await stream.DrainAsync();
        });
        await daemon.SettleAsync(StoreLoad.Patience, cancellationToken);
        yield return new StoreResult("1,000 live runs x 50 metrics with open streams, over the idle daemon", (daemon.ResidentBytes - idle) / MiB, "MiB", 150);
    }
}
