using Tracker.Plugins.Torch.Signals;

namespace Tracker.Plugins.Torch.Tests.Signals;

public sealed class LossModesTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(0.4)]
    public void Of_TwoHeaps_FindsShareGapAndWhereTheyPart(double share)
    {
        // Logarithms around -4 and 1 with deviations 1 and 0.5: the gap is 5 / sqrt((1 + 0.25) / 2) = 6.3.
        var modes = LossModes.Of(Losses(2_000, i => i < 2_000 * share ? (1, 0.5) : (-4, 1)));
        Assert.Equal(share, modes.UpperShare, 0.01);
        Assert.Equal(6.3, modes.Gap, 0.5);
        Assert.InRange(Math.Log(modes.Threshold), -1.5, 0.3);
    }

    [Fact]
    public void Of_OneHeap_IsOneMode() => Assert.Equal(new LossModes(0, 0, double.PositiveInfinity), LossModes.Of(Losses(2_000, _ => (-2, 1))));

    [Fact]
    public void Of_OneHeapWithALongTail_IsOneMode()
    {
        var random = new Random(3);
        var losses = Enumerable.Range(0, 2_000).Select(_ => -Math.Log(random.NextDouble())).ToArray();
        Assert.Equal(0, LossModes.Of(losses).Gap);
    }

    [Fact]
    public void Of_NothingToTell_IsOneMode()
    {
        Assert.Equal(0, LossModes.Of([]).UpperShare);
        Assert.Equal(0, LossModes.Of(Enumerable.Repeat(0.5, 100).ToArray()).UpperShare);
        Assert.Equal(0, LossModes.Of(Enumerable.Repeat(double.NaN, 100).ToArray()).UpperShare);
        Assert.Equal(0, LossModes.Of([0, 5, 0, 5]).UpperShare);
    }

    private static double[] Losses(int count, Func<int, (double Mean, double Deviation)> heap)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i => Math.Exp(heap(i).Mean + (heap(i).Deviation * Normal(random))))];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
