using System.Diagnostics;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;
using Tracker.Replay.Scoring.Synthetic;

namespace Tracker.Replay.Scoring;

/// <summary>What judging costs on this machine: a healthy run of one loss, all detectors on.</summary>
/// <param name="NanosecondsPerSample">Processor time of a sample, from its frame to the verdicts; of each frame the best of several passes.</param>
/// <param name="BytesPerSample">Allocated for a sample, in most frames.</param>
/// <param name="MeanBytesPerSample">The same with the frames in which causes are looked for.</param>
/// <param name="StateBytes">Saved state of the whole run with one metric: series, detectors, alerts, facts.</param>
public sealed record CostScore(double NanosecondsPerSample, double BytesPerSample, double MeanBytesPerSample, int StateBytes)
{
    private const int Passes = 15;
    private const int RowsPerInput = 1_000;
    private static readonly Timestamp Start = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Measures, on one thread.</summary>
    public static CostScore Measure()
    {
        var inputs = Recorded();
        var best = new double[inputs.Count];
        Array.Fill(best, double.PositiveInfinity);
        var allocated = new double[inputs.Count];
        Array.Fill(allocated, double.PositiveInfinity);
        var state = 0;
        for (var pass = 0; pass < Passes; pass++)
        {
            var monitor = new RunMonitor(new RunId(1), new MonitorOptions());
            var events = new List<RunEvent>(64);
            for (var i = 0; i < inputs.Count; i++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var began = Stopwatch.GetTimestamp();
                monitor.Apply(i + 1, inputs[i], events);
                // Whoever else runs on this machine breaks into some frames of each pass, but not into the same.
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(began).TotalNanoseconds);
                allocated[i] = Math.Min(allocated[i], GC.GetAllocatedBytesForCurrentThread() - before);
            }

            state = monitor.Save().Length;
        }

        var frames = Counted(inputs);
        var median = Quantile.Of(allocated.TakeLast(frames), 0.5)!.Value / RowsPerInput;
        return new CostScore(best.TakeLast(frames).Sum() / (frames * RowsPerInput), median, allocated.TakeLast(frames).Sum() / (frames * RowsPerInput), state);
    }

    /// <summary>All frames but the first, which brings the run into being.</summary>
    private static int Counted(List<RunInput> inputs) => inputs.OfType<FramesInput>().Count() - 1;

    /// <summary>The row of the scoreboard.</summary>
    public static Promise PromiseOf(CostScore? cost)
    {
        var promise = new Promise(
            "cost",
            "cost",
            "3 to 25 us a sample (river)",
            "under 150 ns a sample for all detectors, 1 KiB a run for its primary loss, no allocation",
            "",
            null);
        return cost is null ? promise.Unmeasured : promise with
        {
            Here = Markdown.Format($"{cost.NanosecondsPerSample:0} ns a sample, from its frame to the verdicts, on a busy machine; {cost.BytesPerSample:0.##} bytes allocated a sample in most frames of 1,000, {cost.MeanBytesPerSample:0.##} with those in which causes are looked for; {RunMonitor.PrimaryLossBytes} bytes of statistics of the primary loss, {cost.StateBytes} of saved state of the run with detectors, alerts and facts"),
            Kept = cost.NanosecondsPerSample < 150 && cost.BytesPerSample == 0 && RunMonitor.PrimaryLossBytes <= 1024,
        };
    }

    private static List<RunInput> Recorded()
    {
        var run = new RunRecorder(Start, RunFacts.None with { Kind = TrainingKind.Supervised, PlannedSteps = 5 * HealthyStream.Steps }, RowsPerInput);
        var set = run.Set(Start, "train/loss");
        var losses = HealthyStream.All[0].Losses(1);
        for (var step = 0; step < 5 * losses.Length; step++) run.Row(Start + TimeSpan.FromMicroseconds(step), set, step, losses[step / 5] + (0.01 * (step % 5)));
        return [.. run.Complete(new RunId(1), new MonitorOptions(), Start).Inputs];
    }
}
