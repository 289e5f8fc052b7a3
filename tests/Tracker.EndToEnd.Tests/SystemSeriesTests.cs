using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>What a job's host measures, through job host, daemon and store.</summary>
public sealed class SystemSeriesTests
{
    [Fact]
    public async Task Job_HangsWhileItIsMeasured_IsStalledAllTheSame()
    {
        await using var daemon = await DaemonProcess.StartAsync([.. Built.FaultyJobFlags, "--system-interval", "1s", "--stall-floor", "1s"]);
        using var board = new JobBoard(daemon);
        var run = await board.SubmitAsync("Faulty", ("mode", "hang"), ("steps", "20"));

        await Eventually.HoldsAsync("it is stalled", async () => Stalled(await GetAsync(board, run)), TimeSpan.FromSeconds(90));
        var before = Samples(await GetAsync(board, run));
        await Eventually.HoldsAsync("it is measured on", async () => Samples(await GetAsync(board, run)) >= before + 3, TimeSpan.FromSeconds(60));

        var told = await GetAsync(board, run);
        Assert.True(Stalled(told));
        Assert.Equal(20, told.Run.Step);
        var system = told.Metrics.Where(metric => metric.Role == "system").ToDictionary(metric => metric.Name);
        Assert.Superset(
            new HashSet<string> { "system/process/cpu", "system/process/memory-bytes", "system/host/cpu", "system/host/memory-used", "system/disk/used" },
            system.Keys.ToHashSet());
        Assert.All(system.Values, metric => Assert.Equal((0UL, false), (metric.NonFinite + metric.Late, metric.Primary)));
        // The shell, the job host and libtorch in it.
        Assert.InRange(system["system/process/memory-bytes"].Last, 20 << 20, 4L << 30);
        Assert.InRange(system["system/host/memory-used"].Last, 0.001, 1);
        Assert.InRange(system["system/disk/used"].Last, 0, 1);

        await board.Jobs.CancelJobAsync(new CancelJobRequest { Job = run, GraceSeconds = 1 });
        var (job, _) = await board.EndAsync(run);
        Assert.Empty(job.StderrTail);
    }

    [Fact]
    public async Task Job_WhoseChildBurns_CountsTheWholeTree()
    {
        await using var daemon = await DaemonProcess.StartAsync([.. Built.JobFlags, "--system-interval", "1s"]);
        using var board = new JobBoard(daemon);
        var program = new JobProgram { WorkingDirectory = daemon.DataDirectory };
        program.Arguments.AddRange(["/usr/bin/python3", "-c", "x = b'1' * (300 << 20)\nwhile True: pass"]);
        var run = await board.SubmitAsync(program);
        await Eventually.HoldsAsync(
            "the child is seen",
            async () =>
            {
                var metrics = (await GetAsync(board, run)).Metrics.ToDictionary(metric => metric.Name);
                return metrics.TryGetValue("system/process/cpu", out var cpu) && cpu.Last > 0.2
                    && metrics.TryGetValue("system/process/memory-bytes", out var memory) && memory.Last > 300 << 20;
            },
            TimeSpan.FromSeconds(90));
        Assert.Equal(-1, (await GetAsync(board, run)).Run.Step);
        await board.Jobs.CancelJobAsync(new CancelJobRequest { Job = run, GraceSeconds = 1 });
        await board.EndAsync(run);
    }

    [Fact]
    public async Task Status_OfTheMachine_IsToldToTheDoctor()
    {
        await using var daemon = await DaemonProcess.StartAsync("--system-interval", "1s");
        await Eventually.HoldsAsync("it is measured", async () => (await DoctorAsync(daemon)).Contains("CPU ", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        Assert.Contains(" GiB used.", await DoctorAsync(daemon), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gpus_OfAProgramOnThePath_AreOnTheJobTheMetricsAndTheDoctor()
    {
        using var folder = new TempFolder();
        var program = Path.Combine(folder.Path, "nvidia-smi");
        Scripts.Write(program, "#!/bin/sh\necho '0, GPU-1111, Fake A100, 40960, 10240, 97, 61, 250.50'\n");
        await using var daemon = await DaemonProcess.StartAsync(
            [.. Built.FaultyJobFlags, "--system-interval", "1s"], [("PATH", $"{folder.Path}:/usr/bin:/bin")]);
        using var board = new JobBoard(daemon);
        // The board sends its jobs to the CPU, where they see no GPU.
        var hidden = await board.SubmitAsync("Faulty", ("mode", "wait"), ("steps", "1"));
        var run = (await board.Jobs.SubmitJobAsync(new SubmitJobRequest { Plugin = "Faulty", Hyperparameters = { ["mode"] = "wait", ["steps"] = "1" } })).Job.Run;

        await HasAsync(board, run, "system/gpu/0/power");
        var values = (await GetAsync(board, run)).Metrics.ToDictionary(metric => metric.Name, metric => metric.Last);
        Assert.Equal(
            (0.97, 10.0 * (1L << 30), 61.0, 250.5),
            (Math.Round(values["system/gpu/0/utilisation"], 6), values["system/gpu/0/memory-bytes"], values["system/gpu/0/temperature"], values["system/gpu/0/power"]));
        await HasAsync(board, hidden, "system/host/cpu");
        Assert.DoesNotContain((await GetAsync(board, hidden)).Metrics, metric => metric.Name.StartsWith("system/gpu/", StringComparison.Ordinal));

        const string Line = "0 Fake A100: 97 %, 10 of 40 GiB, 61 °C, 25";
        await Eventually.HoldsAsync("the doctor knows", async () => (await DoctorAsync(daemon)).Contains(Line, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri($"http://{daemon.Http}/metrics"), TestContext.Current.CancellationToken);
        Assert.Contains("tracker_host_gpu_power_watts{gpu=\"0\"} 250.5\n", page, StringComparison.Ordinal);
        Assert.Contains("tracker_host_memory_bytes{state=\"used\"} ", page, StringComparison.Ordinal);
        foreach (var job in new[] { run, hidden }) await board.Jobs.CancelJobAsync(new CancelJobRequest { Job = job, GraceSeconds = 1 });
    }

    private static Task HasAsync(JobBoard board, string run, string metric) => Eventually.HoldsAsync(
        $"it has {metric}", async () => (await GetAsync(board, run)).Metrics.Any(known => known.Name == metric), TimeSpan.FromSeconds(60));

    private static async Task<string> DoctorAsync(DaemonProcess daemon) =>
        (await RunningProgram.RunAsync(Repository.Executable("Tracker.Cli", "tracker"), ["doctor", "--server", daemon.Server])).Output;

    private static async Task<GetRunResponse> GetAsync(JobBoard board, string run) => await board.Runs.GetRunAsync(new GetRunRequest { Run = run });

    private static bool Stalled(GetRunResponse run) => run.Run.Alerts.Any(alert => alert.Detector == "stalled-run");

    private static ulong Samples(GetRunResponse run) =>
        run.Metrics.Where(metric => metric.Name == "system/process/cpu").Select(metric => metric.Count).FirstOrDefault();
}
