using Tracker.Daemon.Hosting;

namespace Tracker.Daemon.Tests.Hosting;

public sealed class QuietHeapTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void Next_AfterABusyTime_PacksOnceAndOnlyWhenItIsQuiet()
    {
        using var heap = new QuietHeap(TimeProvider.System);
        long[] allocated = [20 * MiB, 400 * MiB, 900 * MiB, 905 * MiB, 910 * MiB, 915 * MiB];

        Assert.Equal(
            [HeapCare.None, HeapCare.None, HeapCare.None, HeapCare.Pack, HeapCare.None, HeapCare.None], allocated.Select(heap.Next));
    }

    [Fact]
    public void Next_WhileLittleIsAllocated_DoesNothing()
    {
        using var heap = new QuietHeap(TimeProvider.System);

        Assert.All(Enumerable.Range(1, 60), look => Assert.Equal(HeapCare.None, heap.Next(look * MiB)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void Next_SteadyWork_IsSweptOnceAMinuteAndNeverPacked(int each)
    {
        using var heap = new QuietHeap(TimeProvider.System);

        var cares = Enumerable.Range(1, 36).Select(look => heap.Next(look * each * MiB)).ToList();

        Assert.Equal(3, cares.Count(static care => care == HeapCare.Sweep));
        Assert.DoesNotContain(HeapCare.Pack, cares);
    }
}
