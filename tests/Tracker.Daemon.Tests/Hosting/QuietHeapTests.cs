using Tracker.Daemon.Hosting;

namespace Tracker.Daemon.Tests.Hosting;

public sealed class QuietHeapTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void IsDue_AfterABusyTime_OnceAndOnlyWhenItIsQuiet()
    {
        using var heap = new QuietHeap(TimeProvider.System);
        long[] allocated = [20 * MiB, 400 * MiB, 900 * MiB, 905 * MiB, 910 * MiB, 915 * MiB];

        Assert.Equal([false, false, false, true, false, false], allocated.Select(heap.IsDue));
    }

    [Fact]
    public void IsDue_WhileLittleIsAllocated_Never()
    {
        using var heap = new QuietHeap(TimeProvider.System);

        Assert.DoesNotContain(true, Enumerable.Range(1, 6).Select(look => heap.IsDue(look * 10 * MiB)));
    }
}
