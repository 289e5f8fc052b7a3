using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Host;
using Tracker.Runtime.Jobs;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Host;

public sealed class HostWatchTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Current_AfterTwoLooks_TellsTheMachine()
    {
        using var folder = new TempFolder();
        using var meter = new TrackerMeter();
        using var watch = Watch(meter, folder.Path, TimeSpan.FromSeconds(10));
        await watch.StartAsync(TestContext.Current.CancellationToken);
        // The kernel's own ticks must pass between the looks too.
        await Eventually.HoldsAsync("two looks", () => { _time.Advance(TimeSpan.FromSeconds(1)); return watch.Current is { CpuShare: not null }; });
        var host = watch.Current!;
        Assert.InRange(host.CpuShare!.Value, 0, 1);
        Assert.InRange(host.MemoryAvailableBytes, 1, host.MemoryTotalBytes);
        Assert.InRange(host.DiskFreeBytes, 0, host.DiskTotalBytes);
        Assert.Equal(Environment.ProcessorCount, host.Cores);
        await watch.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Current_SwitchedOff_IsNothing()
    {
        using var meter = new TrackerMeter();
        using var watch = Watch(meter, "/", TimeSpan.Zero);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        await watch.StopAsync(CancellationToken.None);
        Assert.Null(watch.Current);
    }

    [Fact]
    public async Task Current_FolderThatIsGone_IsNothingAndNoFault()
    {
        using var meter = new TrackerMeter();
        using var watch = Watch(meter, "/nowhere/at all", TimeSpan.FromSeconds(10));
        await watch.StartAsync(TestContext.Current.CancellationToken);
        await watch.StopAsync(CancellationToken.None);
        Assert.Null(watch.Current);
    }

    private HostWatch Watch(TrackerMeter meter, string folder, TimeSpan interval) => new(
        Options.Create(new HostWatchOptions { Folder = folder, Interval = interval, JobHost = "/nowhere/tracker-job" }),
        Options.Create(new JobOptions()),
        new HostInstruments(meter),
        _time,
        NullLogger<HostWatch>.Instance);
}
