using Tracker.Runtime.Host;

namespace Tracker.Runtime.Tests.Host;

public sealed class HostReadingTests
{
    [Fact]
    public void Parse_ProcStat_TellsWorkFromWaiting()
    {
        var before = CpuTimes.Parse("cpu  100 10 50 800 40 5 5 0 70 0\ncpu0 1 2 3\n")!.Value;
        var after = CpuTimes.Parse("cpu  150 10 70 820 50 5 5 0 99 0\n")!.Value;
        Assert.Equal(new CpuTimes(170, 1010), before);
        Assert.Equal(0.7, after.ShareSince(before)!.Value, 12);
        Assert.Null(after.ShareSince(after));
        Assert.Null(before.ShareSince(after));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpu")]
    [InlineData("cpu 1 2")]
    [InlineData("cpu a b c d e")]
    [InlineData("intr 1 2 3 4 5")]
    public void Parse_OtherStat_IsNull(string text) => Assert.Null(CpuTimes.Parse(text));

    [Fact]
    public void Parse_ProcMeminfo_IsInBytes() =>
        Assert.Equal(new HostMemory(1_000 << 10, 400 << 10), HostMemory.Parse("MemTotal:     1000 kB\nMemFree:   100 kB\nMemAvailable:    400 kB\n"));

    [Theory]
    [InlineData("")]
    [InlineData("MemTotal: 1000 kB\n")]
    [InlineData("MemTotal: 0 kB\nMemAvailable: 0 kB\n")]
    [InlineData("MemTotal: lots\nMemAvailable: 1 kB\n")]
    public void Parse_OtherMeminfo_IsNull(string text) => Assert.Null(HostMemory.Parse(text));

    [Fact]
    public void Read_OfThisMachine_IsPlausible()
    {
        Assert.InRange(CpuTimes.Read()!.Value.Busy, 1UL, CpuTimes.Read()!.Value.Total);
        Assert.InRange(HostMemory.Read()!.Value.AvailableBytes, 1, HostMemory.Read()!.Value.TotalBytes);
    }
}
