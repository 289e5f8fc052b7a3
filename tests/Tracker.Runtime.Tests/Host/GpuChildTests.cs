using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tracker.Runtime.Host;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Host;

/// <summary>Real processes in the place of the job host; the pauses between them are the test's.</summary>
public sealed class GpuChildTests
{
    private const string One = """{"source":"nvml","problem":"","gpus":[{"index":0,"uuid":"GPU-1","name":"Fake","utilisation":0.5,"temperature":61}]}""";
    private const string Two = """{"source":"nvml","problem":"","gpus":[{"index":0,"uuid":"GPU-1"},{"index":1,"uuid":"GPU-2"}]}""";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private int _starts;

    [Fact]
    public async Task Run_ChildThatSpeaks_IsHeardLineByLine()
    {
        using var test = Start($"echo '{One}'; read x; echo '{Two}'; exec sleep 600", out var child);
        await Eventually.HoldsAsync("one GPU", () => child.Page.Gpus.Count == 1);
        Assert.Equal(new GpuPicture(0, "GPU-1", "Fake", 0.5, null, null, 61, null), Assert.Single(child.Page.Gpus));
        Assert.Equal(1, _starts);
    }

    [Fact]
    public async Task Run_ChildThatDies_IsStartedAgainAfterAPause()
    {
        using var test = Start($"echo '{One}'; exit 3", out var child);
        await Eventually.HoldsAsync("it ended", () => child.Page.Problem == "the process that asks the GPUs has ended.");
        Assert.Equal(1, Volatile.Read(ref _starts));
        await Eventually.HoldsAsync("it is started again", () => { _time.Advance(TimeSpan.FromSeconds(10)); return Volatile.Read(ref _starts) > 1; });
    }

    [Fact]
    public async Task Run_ChildThatFallsSilent_IsEnded()
    {
        using var test = Start($"echo '{One}'; exec sleep 600", out var child);
        await Eventually.HoldsAsync("one GPU", () => child.Page.Gpus.Count == 1);
        await Eventually.HoldsAsync("it is ended", () => { _time.Advance(TimeSpan.FromSeconds(20)); return child.Page.Problem.Contains("fell silent", StringComparison.Ordinal); });
        Assert.Empty(child.Page.Gpus);
        await Eventually.HoldsAsync("it is started again", () => { _time.Advance(TimeSpan.FromSeconds(10)); return Volatile.Read(ref _starts) > 1; });
    }

    [Theory]
    [InlineData("echo garbage; exec sleep 600", "printed something else")]
    [InlineData("echo '[1,2]'; exec sleep 600", "printed something else")]
    [InlineData("echo '{\"gpus\":null}'; exec sleep 600", "printed something else")]
    [InlineData("echo '{\"problem\":\"the driver hangs.\"}'; exec sleep 600", "the driver hangs.")]
    public async Task Run_ChildThatSaysSomethingElse_IsAProblem(string script, string problem)
    {
        using var test = Start(script, out var child);
        await Eventually.HoldsAsync(problem, () => child.Page.Problem.Contains(problem, StringComparison.Ordinal));
        Assert.Empty(child.Page.Gpus);
    }

    [Fact]
    public async Task Run_ProgramThatIsNotThere_IsAProblemAndNoFault()
    {
        var child = new GpuChild(() => new ProcessStartInfo("/nowhere/tracker-job"), Interval, _time, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var running = child.RunAsync(stop.Token);
        await Eventually.HoldsAsync("it cannot be started", () => child.Page.Problem.Contains("cannot be started", StringComparison.Ordinal));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public void Start_NoSignOfAGpu_StartsNothing()
    {
        Assert.SkipWhen(File.Exists("/dev/nvidiactl"), "This machine has a GPU.");
        Assert.Null(GpuChild.Start("/bin/sh", Interval, new Dictionary<string, string> { ["PATH"] = "/nowhere" }));
    }

    [Fact]
    public void Start_ProgramOnThePath_StartsTheJobHostWithItsEnvironmentAlone()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "nvidia-smi"), "");
        var start = GpuChild.Start("/bin/sh", Interval, new Dictionary<string, string> { ["PATH"] = folder.Path })!;
        Assert.Equal(["--gpus", "1"], start.ArgumentList);
        Assert.Equal(["PATH"], start.Environment.Keys);
        Assert.Null(GpuChild.Start("/nowhere/tracker-job", Interval, new Dictionary<string, string> { ["PATH"] = folder.Path }));
    }

    private Stop Start(string script, out GpuChild child)
    {
        child = new GpuChild(
            () =>
            {
                Interlocked.Increment(ref _starts);
                return new ProcessStartInfo("/bin/sh", ["-c", script]);
            },
            Interval, _time, NullLogger.Instance);
        return new Stop(child);
    }

    private sealed class Stop : IDisposable
    {
        private readonly CancellationTokenSource _source = new();
        private readonly Task _running;

        public Stop(GpuChild child) => _running = child.RunAsync(_source.Token);

        public void Dispose()
        {
            _source.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => _running.GetAwaiter().GetResult());
            _source.Dispose();
        }
    }
}
