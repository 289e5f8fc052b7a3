using System.Runtime;

namespace Tracker.Daemon.Hosting;

/// <summary>
/// Gives memory back after a busy time. What waited on its way to the disk has grown old in the heap by then, and a collector that has
/// nothing to do does not look again: half of the heap would stay garbage and gaps until the next busy time.
/// </summary>
internal sealed class QuietHeap(TimeProvider time) : BackgroundService
{
    /// <summary>Bytes that were allocated since the heap was last packed, from which packing it again is worth its while.</summary>
    private const long Busy = 64L << 20;

    /// <summary>Bytes a look: while less is allocated nobody notices the tenth of a second that packing takes.</summary>
    private const long Quiet = 16L << 20;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private long _packedAt;
    private long _before;

    /// <summary>One look.</summary>
    /// <param name="allocated">Bytes that the process has allocated in all.</param>
    /// <returns>The heap is to be packed now.</returns>
    internal bool IsDue(long allocated)
    {
        var isQuiet = allocated - _before < Quiet;
        _before = allocated;
        if (!isQuiet || allocated - _packedAt < Busy) return false;
        _packedAt = allocated;
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                if (!IsDue(GC.GetTotalAllocatedBytes())) continue;
                GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }
    }
}
