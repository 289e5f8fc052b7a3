using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>A training curve from a benchmark: one loss a step, and evaluations once an epoch.</summary>
public sealed record StoredCurve
{
    /// <summary>What was trained, as cifar10_3c3d.</summary>
    public required string Problem { get; init; }

    /// <summary>Name of the optimizer.</summary>
    public required string Optimizer { get; init; }

    /// <summary>The learning rate, constant.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Seed of the run.</summary>
    public required int Seed { get; init; }

    /// <summary>Samples a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Null where the task is no classification.</summary>
    public int? NumClasses { get; init; }

    /// <summary>One of the seeds at the best learning rate of its optimizer: healthy by construction.</summary>
    public bool Tuned { get; init; }

    /// <summary>The kind of training that is declared.</summary>
    public TrainingKind Kind { get; init; } = TrainingKind.Supervised;

    /// <summary>Steps at which the trainer declares a phase, rising.</summary>
    public long[] Phases { get; init; } = [];

    /// <summary>What a judge should say of it, as healthy, stuck or diverged.</summary>
    public required string Verdict { get; init; }

    /// <summary>Shape [steps].</summary>
    public required double[] MinibatchTrainLoss { get; init; }

    /// <summary>Shape [epochs + 1], the first before training.</summary>
    public required double[] TrainLoss { get; init; }

    /// <summary>Shape [epochs + 1], the first before training.</summary>
    public required double[] TestLoss { get; init; }

    /// <summary>Shape [epochs + 1], the first before training; empty where the task has none.</summary>
    public double[] TrainAccuracy { get; init; } = [];

    /// <summary>Shape [epochs + 1], the first before training; empty where the task has none.</summary>
    public double[] TestAccuracy { get; init; } = [];

    /// <summary>Epochs after the evaluation before training.</summary>
    public int Epochs => TestLoss.Length - 1;

    /// <summary>Steps of one epoch.</summary>
    public double StepsPerEpoch => (double)MinibatchTrainLoss.Length / Math.Max(1, Epochs);
}
