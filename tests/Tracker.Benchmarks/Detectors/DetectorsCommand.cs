using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Tracker.Core.Detection;
using Tracker.Core.Detection.Detectors;
using Tracker.Core.Detection.Statistics;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;

namespace Tracker.Benchmarks.Detectors;

/// <summary>
/// What judging costs a sample of the primary loss, all detectors on: CPU time of the process and bytes allocated, from the input to the verdicts, and the
/// bytes of state of a run. A healthy run, logged at every step, with the learning rate and an evaluation at every 200th step.
/// </summary>
internal static class DetectorsCommand
{
    public const string Usage = "detectors [--json]";

    private const int Steps = 400_000;
    private const int RowsPerFrame = 64;
    private const int Rounds = 5;

    public static int Run(string[] args)
    {
        var losses = Record("train/loss");
        var all = Record("train/loss", "lr", "val/loss", "val/accuracy");
        Measure(losses);
        var (alone, allocated) = Measure(losses);
        var (together, allocatedTogether) = Measure(all);
        var catalog = DetectorCatalog.Default(new StalledRunOptions());
        var kernel = Unsafe.SizeOf<SeriesStatistics>();
        var states = catalog.StateSize;
        if (args.Contains("--json"))
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                type = "detectors",
                samples = (long)Steps,
                detectors = catalog.Entries.Count,
                nanosecondsPerSample = Math.Round(alone, 1),
                allocatedBytesPerSample = allocated,
                nanosecondsPerStepWithRateAndEvaluations = Math.Round(together, 1),
                allocatedBytesPerStepWithRateAndEvaluations = allocatedTogether,
                stateBytesOfPrimaryLoss = kernel,
                stateBytesOfDetectors = states,
                stateBytesOfRun = Unsafe.SizeOf<RunState>(),
            }));
            return 0;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {catalog.Entries.Count} detectors, {Steps:N0} samples of the primary loss, least of {Rounds} rounds:
            {alone:0.0} ns CPU and {allocated:0.000} bytes allocated a sample
            {together:0.0} ns CPU and {allocatedTogether:0.000} bytes a step where the rate is sent too, and an evaluation every 200 steps
            {kernel} bytes of state for the primary loss, {states} for the detectors, {Unsafe.SizeOf<RunState>()} for all statistics of a run
            """));
        return 0;
    }

    /// <summary>CPU nanoseconds and allocated bytes a step, the least of some rounds: what else runs on the machine only adds.</summary>
    private static (double Nanoseconds, double Allocated) Measure(Recording recording)
    {
        var (least, allocated) = (double.PositiveInfinity, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var monitor = new RunMonitor(recording.Run, recording.Options);
            var events = new List<RunEvent>();
            var inputs = recording.Inputs;
            const int warm = 100;
            var quiet = (int)(inputs.Length * 0.7);
            for (var i = 0; i < warm; i++) monitor.Apply(i + 1, inputs[i], events);
            var before = Environment.CpuUsage.TotalTime;
            for (var i = warm; i < quiet; i++) monitor.Apply(i + 1, inputs[i], events);

            // Causes are looked for as counts double, and that makes sentences: no count here is a power of two.
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            for (var i = quiet; i < inputs.Length; i++) monitor.Apply(i + 1, inputs[i], events);
            allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
            var spent = Environment.CpuUsage.TotalTime - before;
            least = Math.Min(least, spent.TotalNanoseconds);
        }

        var share = Steps * (1 - (100.0 / recording.Inputs.Length));
        return (least / share, allocated / (0.3 * Steps));
    }

    private static Recording Record(params string[] names)
    {
        var start = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var facts = RunFacts.None with { Kind = TrainingKind.Supervised, ClassCount = 10, PlannedSteps = Steps };
        var run = new RunRecorder(start, facts, RowsPerFrame);
        var train = names.Length == 1 ? run.Set(start, names[0]) : run.Set(start, names[0], names[1]);
        var validation = names.Length == 1 ? 0 : run.Set(start, names[2], names[3]);
        var random = 1UL;
        for (var step = 0; step < Steps; step++)
        {
            random = (random * 6364136223846793005) + 1442695040888963407;
            var noise = ((random >> 40) * (1.0 / (1 << 24))) - 0.5;
            var at = start + TimeSpan.FromMilliseconds(step);
            var fall = Math.Exp(-step / 100_000.0);
            var loss = 0.3 + (2 * fall) + (0.2 * noise);
            if (names.Length == 1) run.Row(at, train, step, loss);
            else run.Row(at, train, step, loss, 0.1);
            if (names.Length > 1 && step % 200 == 0) run.Row(at, validation, step, 0.4 + (1.9 * fall) + (0.01 * noise), 0.9 - (0.8 * fall));
        }

        return run.Complete(new RunId(1), new MonitorOptions(), start + TimeSpan.FromMilliseconds(Steps));
    }
}
