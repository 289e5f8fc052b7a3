using System.Collections.Immutable;
using Tracker.Core.Runs;
using Tracker.Replay.Traces;

namespace Tracker.Replay.Scoring.Synthetic;

/// <summary>A made-up training loss in which nothing is wrong, however it looks.</summary>
/// <param name="Name">What it is like.</param>
/// <param name="Kind">What its trainer declares.</param>
/// <param name="Shape">The loss at a share of the run, 0 to 1, with noise from the source.</param>
internal sealed record HealthyStream(string Name, TrainingKind Kind, Func<double, NoiseSource, double> Shape)
{
    /// <summary>Steps of every stream.</summary>
    public const int Steps = 20_000;

    /// <summary>Where its trainer declares a phase, as shares of the run.</summary>
    public ImmutableArray<double> Phases { get; init; } = [];

    /// <summary>It does not learn for long, and then it does: while that lasts it may be called stuck, but not in the end.</summary>
    public bool IsFlatAtFirst { get; init; }

    /// <summary>One run of it.</summary>
    public double[] Losses(ulong seed)
    {
        var noise = new NoiseSource(seed, Name);
        var losses = new double[Steps];
        for (var step = 0; step < Steps; step++) losses[step] = Shape((double)step / Steps, noise);
        return losses;
    }

    /// <summary>Every stream.</summary>
    public static ImmutableArray<HealthyStream> All { get; } = [.. HealthyShapes.Plain, .. HealthyShapes.Declared];
}
