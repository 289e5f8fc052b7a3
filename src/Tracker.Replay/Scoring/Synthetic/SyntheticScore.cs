using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Readers;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Scoring.Synthetic;

/// <summary>What was said of one healthy synthetic stream in one regime.</summary>
/// <param name="Stream">What it is like.</param>
/// <param name="Seed">From 1.</param>
/// <param name="Regime">How it was logged; an epoch is 500 steps.</param>
/// <param name="Incidents">Alerts at warning or above that are false: of a stream that is flat at first only those that hold to its end.</param>
public sealed record SyntheticScore(string Stream, int Seed, CurveRegime Regime, ImmutableArray<Incident> Incidents)
{
    /// <summary>Runs of each stream.</summary>
    public const int Seeds = 20;

    private const int StepsPerEpoch = 500;
    private const int RowsPerInput = 64;
    private static readonly Timestamp Start = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Every step, every 100th, means of 100, epoch means; with plan and without.</summary>
    public static ImmutableArray<CurveRegime> Regimes { get; } =
    [
        .. from plan in new[] { true, false }
           from regime in new CurveRegime[] { new(CurveSampling.Every), new(CurveSampling.Every, 100), new(CurveSampling.Mean, 100), new(CurveSampling.EpochMean) }
           select regime with { PlanKnown = plan, ClassesKnown = false, Validation = false },
    ];

    /// <summary>Names of the streams.</summary>
    public static ImmutableArray<string> Streams { get; } = [.. HealthyStream.All.Select(static stream => stream.Name)];

    /// <summary>Judges every stream in every regime, on all cores.</summary>
    /// <param name="only">Only the streams whose name holds this text.</param>
    /// <param name="seeds">Runs of each stream, 1 or more.</param>
    /// <param name="progress">Called with the number of runs that are done, by any thread.</param>
    /// <param name="cancellationToken">Ends it between two runs.</param>
    public static IReadOnlyList<SyntheticScore> Score(string only, int seeds, Action<int> progress, CancellationToken cancellationToken)
    {
        var scores = new ConcurrentBag<SyntheticScore>();
        var done = 0;
        var runs = HealthyStream.All.Where(stream => stream.Name.Contains(only, StringComparison.Ordinal)).SelectMany(stream => Enumerable.Range(1, seeds).Select(seed => (stream, seed)));
        Parallel.ForEach(runs, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, run =>
        {
            var losses = run.stream.Losses((ulong)run.seed);
            foreach (var regime in Regimes)
                scores.Add(new SyntheticScore(run.stream.Name, run.seed, regime, [.. Incident.Of(Record(run.stream, losses, regime).Play()).Where(one => one.HoldsAtEnd || !run.stream.IsFlatAtFirst)]));
            progress(Interlocked.Increment(ref done));
        });
        return [.. scores.OrderBy(static score => Streams.IndexOf(score.Stream)).ThenBy(static score => score.Seed).ThenBy(static score => Regimes.IndexOf(score.Regime))];
    }

    private static Recording Record(HealthyStream stream, double[] losses, CurveRegime regime)
    {
        var unit = regime.IsByEpoch ? StepsPerEpoch : 1;
        var facts = RunFacts.None with
        {
            Name = stream.Name,
            Kind = stream.Kind,
            StepUnit = regime.IsByEpoch ? StepUnit.Epoch : StepUnit.Step,
            PlannedSteps = regime.PlanKnown ? losses.Length / unit : null,
            WeightsOrigin = stream.Kind == TrainingKind.FineTune ? WeightsOrigin.FineTuned : WeightsOrigin.Unknown,
        };
        var run = new RunRecorder(Start, facts, RowsPerInput);
        var set = run.Set(Start, "train/loss");
        var size = regime.IsByEpoch ? StepsPerEpoch : regime.Steps;
        var phases = new Queue<double>(stream.Phases);
        for (var step = 0; step < losses.Length; step++)
        {
            if (phases.TryPeek(out var phase) && step >= phase * losses.Length) run.Phase(At(step), $"phase {phases.Dequeue()}", step / unit);
            if (regime.Sampling == CurveSampling.Every && step % size == 0) run.Row(At(step), set, step, losses[step]);
            else if (regime.Sampling != CurveSampling.Every && (step + 1) % size == 0) run.Row(At(step), set, regime.IsByEpoch ? (step + 1) / unit : step, losses.AsSpan(step + 1 - size, size).ToArray().Average());
        }

        return run.Complete(new RunId(1), new MonitorOptions(), At(losses.Length));
    }

    private static Timestamp At(int step) => Start + TimeSpan.FromMilliseconds(step);
}
