using System.Runtime;

namespace Tracker.Daemon.Hosting;

/// <summary>
/// Gives memory back after a busy time. What waited on its way to the disk has grown old in the heap by then, and a collector that has
/// nothing to do does not look again: half of the heap would stay garbage and gaps until the next busy time.
/// </summary>
internal sealed class QuietHeap(TimeProvider time) : BackgroundService
{
    /// <summary>Bytes that were allocated since the heap was last cared for, from which another look at it is worth its while.</summary>
    private const long Busy = 64L << 20;

    /// <summary>Bytes a look: while less is allocated nobody notices the tenth of a second that packing takes.</summary>
    private const long Quiet = 16L << 20;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A daemon with steady work is swept once a minute: the collector by itself lets the old part of the heap grow by half before it
    /// looks, and who watches the daemon's memory sees a saw where nothing grows.
    /// </summary>
    private const int LooksBetween = 12;

    private long _caredAt;
    private long _before;
    private int _looks;
    private bool _wasBusy;

    /// <summary>One look.</summary>
    /// <param name="allocated">Bytes that the process has allocated in all.</param>
    internal HeapCare Next(long allocated)
    {
        var isQuiet = allocated - _before < Quiet;
        _before = allocated;
        _looks++;
        _wasBusy |= !isQuiet;
        var isAfterBusyTime = isQuiet && _wasBusy;
        if (allocated - _caredAt < Busy || (!isAfterBusyTime && _looks < LooksBetween)) return HeapCare.None;
        (_caredAt, _looks, _wasBusy) = (allocated, 0, !isQuiet);
        return isAfterBusyTime ? HeapCare.Pack : HeapCare.Sweep;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                Care(Next(GC.GetTotalAllocatedBytes()));
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }
    }

    private static void Care(HeapCare care)
    {
        switch (care)
        {
            case HeapCare.Pack:
                GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                break;
            case HeapCare.Sweep:
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
                break;
            default:
                break;
        }
    }
}

/// <summary>What is done for the heap.</summary>
internal enum HeapCare
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Collected and packed: everybody waits a tenth of a second.</summary>
    Pack,

    /// <summary>Collected in the background: nobody waits.</summary>
    Sweep,
}
