using Tracker.JobHost.Gpus;

namespace Tracker.JobHost.Tests.Gpus;

public sealed class VisibleGpusTests
{
    private static readonly GpuReading[] Four =
        [.. Enumerable.Range(0, 4).Select(index => new GpuReading { Index = index, Uuid = $"GPU-{index}abc" }), new GpuReading { Index = 0, Uuid = "MIG-77" }];

    [Theory]
    [InlineData(null, "GPU-0abc GPU-1abc GPU-2abc GPU-3abc MIG-77")]
    [InlineData("", "")]
    [InlineData("-1", "")]
    [InlineData("NoDevFiles", "")]
    [InlineData("2", "GPU-2abc")]
    [InlineData("3,1", "GPU-3abc GPU-1abc")]
    [InlineData(" 3 , 1 ", "GPU-3abc GPU-1abc")]
    [InlineData("1,1", "GPU-1abc")]
    [InlineData("0,-1,1", "GPU-0abc")]
    [InlineData("0,9,1", "GPU-0abc")]
    [InlineData("GPU-1abc", "GPU-1abc")]
    [InlineData("GPU-2a,0", "GPU-2abc GPU-0abc")]
    [InlineData("GPU-9", "")]
    [InlineData("MIG-77", "MIG-77")]
    [InlineData("0", "GPU-0abc")]
    public void Choose_ByTheVariable_TakesWhatCudaWould(string? value, string expected) =>
        Assert.Equal(expected, string.Join(' ', VisibleGpus.Parse(value).Choose(Four).Select(gpu => gpu.Uuid)));

    [Fact]
    public void Partitions_OfTheVariable_HaveTheirPlace() =>
        Assert.Equal([("MIG-a", 0), ("MIG-b", 1)], VisibleGpus.Parse("MIG-a,MIG-b").Partitions);
}
