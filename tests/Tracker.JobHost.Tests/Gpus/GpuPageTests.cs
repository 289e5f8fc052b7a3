using System.Text.Json;

namespace Tracker.JobHost.Tests.Gpus;

/// <summary>tracker-job --gpus against drivers and programs of every kind.</summary>
public sealed class GpuPageTests(FakeGpus fake) : IClassFixture<FakeGpus>
{
    private const string OneGpu = "echo '0, GPU-1111, Fake A100, 40960, 1024, 97, 61, 250.50'";

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("8", 8)]
    public async Task Print_DriverWithGpus_TellsEach(string mode, int count)
    {
        var page = await PrintAsync(fake.Driver(mode));
        Assert.Equal(("nvml", "", count), Summary(page));
        var index = 0;
        foreach (var gpu in page.GetProperty("gpus").EnumerateArray())
        {
            Assert.Equal(
                (index, $"GPU-000{index}", $"Fake {index}", 0.97, (index + 1L) << 30, 40L << 30, 61.0 + index, 250.5),
                (Whole(gpu, "index"), gpu.GetProperty("uuid").GetString(), gpu.GetProperty("name").GetString(), Number(gpu, "utilisation"),
                    gpu.GetProperty("memoryUsedBytes").GetInt64(), gpu.GetProperty("memoryTotalBytes").GetInt64(), Number(gpu, "temperature"), Number(gpu, "power")));
            index++;
        }
    }

    [Theory]
    [InlineData("na")]
    [InlineData("garbage")]
    public async Task Print_ValuesThatAreNone_AreLeftOut(string mode)
    {
        var page = await PrintAsync(fake.Driver(mode));
        var gpu = Assert.Single(page.GetProperty("gpus").EnumerateArray());
        foreach (var name in new[] { "utilisation", "memoryUsedBytes", "temperature", "power" }) Assert.False(gpu.TryGetProperty(name, out _), name);
    }

    [Fact]
    public async Task Print_LostGpu_LeavesTheOthers()
    {
        var page = await PrintAsync(fake.Driver("lost"));
        Assert.Equal(1, Whole(Assert.Single(page.GetProperty("gpus").EnumerateArray()), "index"));
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("hang-at-start")]
    public async Task Print_DriverThatHangs_SaysSoAndEnds(string mode)
    {
        var page = await PrintAsync(fake.Driver(mode));
        Assert.Equal(("nvml", "the NVIDIA driver does not answer within 5 s.", 0), Summary(page));
    }

    [Fact]
    public async Task Print_DriverThatIsNotLoaded_IsNone() => Assert.Equal(("none", "", 0), Summary(await PrintAsync(fake.Driver("no-driver"))));

    [Fact]
    public async Task Print_DriverThatCrashes_TakesOnlyThisProcessAlong()
    {
        await using var job = JobProcess.Start(null, ["--gpus"], environment: fake.Driver("crash"));
        Assert.Equal(134, await job.ExitAsync());
    }

    [Fact]
    public async Task Print_NoDriverAndNoProgram_IsNoneWithoutANoise()
    {
        await using var job = JobProcess.Start(null, ["--gpus"], environment: new Dictionary<string, string> { ["PATH"] = "/nowhere" });
        Assert.Equal(0, await job.ExitAsync());
        Assert.Equal(("none", "", 0), Summary(Assert.Single(job.Lines)));
        Assert.Empty(job.Errors);
    }

    [Fact]
    public async Task Print_ProgramAlone_IsAsked()
    {
        var page = await PrintAsync(fake.Program(OneGpu));
        Assert.Equal(("nvidia-smi", "", 1), Summary(page));
        var gpu = page.GetProperty("gpus")[0];
        Assert.Equal((0.97, 1L << 30, 61.0, 250.5), (Number(gpu, "utilisation"), gpu.GetProperty("memoryUsedBytes").GetInt64(), Number(gpu, "temperature"), Number(gpu, "power")));
    }

    [Theory]
    [InlineData("exit 9", "ended with exit code 9.")]
    [InlineData("kill -SEGV $$", "ended with exit code 139.")]
    [InlineData("exec yes", "prints more than it should.")]
    [InlineData("echo 'NVIDIA-SMI has failed'", "printed nothing that can be read.")]
    [InlineData("head -c 30000 /dev/urandom", "printed nothing that can be read.")]
    [InlineData("sleep 600", "does not answer within 5 s.")]
    public async Task Print_ProgramThatFails_SaysWhy(string script, string why)
    {
        var page = await PrintAsync(fake.Program(script));
        Assert.EndsWith(why, page.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Empty(page.GetProperty("gpus").EnumerateArray());
    }

    [Fact]
    public async Task Print_EveryInterval_EndsWhenNobodyListens()
    {
        await using var job = JobProcess.Start(null, ["--gpus", "1"], environment: fake.Driver("1"), hasInput: true);
        await job.LinesAsync(2);
        Assert.False(job.HasExited);
        job.CloseInput();
        Assert.Equal(0, await job.ExitAsync());
    }

    [Fact]
    public async Task Print_EveryIntervalWithoutAGpu_EndsAtOnce()
    {
        await using var job = JobProcess.Start(null, ["--gpus", "1"], environment: fake.Driver("0"), hasInput: true);
        Assert.Equal(0, await job.ExitAsync());
        Assert.Single(job.Lines);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("x")]
    [InlineData("1e9")]
    public async Task Print_IntervalThatIsNone_IsUsedWrongly(string interval)
    {
        await using var job = JobProcess.Start(null, ["--gpus", interval]);
        Assert.Equal(64, await job.ExitAsync());
    }

    private static async Task<JsonElement> PrintAsync(Dictionary<string, string> environment)
    {
        await using var job = JobProcess.Start(null, ["--gpus"], environment: environment);
        Assert.Equal(0, await job.ExitAsync());
        return Assert.Single(job.Lines);
    }

    private static (string?, string?, int) Summary(JsonElement page) =>
        (page.GetProperty("source").GetString(), page.GetProperty("problem").GetString(), page.GetProperty("gpus").GetArrayLength());

    private static double Number(JsonElement gpu, string name) => gpu.GetProperty(name).GetDouble();

    private static int Whole(JsonElement gpu, string name) => gpu.GetProperty(name).GetInt32();
}
