namespace Tracker.Benchmarks.Trainers;

/// <summary>What the samples of a run are like.</summary>
/// <param name="Names">Metrics of a row.</param>
/// <param name="IsFloat32">Sent as binary32, as most trainers hold them, else as binary64.</param>
/// <param name="Value">A value from the number of its metric, a level that decays from 1, the step, and normal noise.</param>
internal sealed record SampleShape(IReadOnlyList<string> Names, bool IsFloat32, SampleValue Value)
{
    /// <summary>What a training reports: ten metrics, each noisy in its own way.</summary>
    public static SampleShape Training { get; } = new(
        ["train/loss", "train/accuracy", "learning-rate", "gradient-norm", "val/loss", "val/accuracy", "throughput", "data-wait", "weight-norm", "temperature"],
        false,
        static (metric, level, _, noise) => metric switch
        {
            0 => level * (2.3 + (0.05 * noise)),
            1 => 0.95 - (level * (0.8 + (0.01 * noise))),
            2 => 0.001 * level,
            3 => level * (4 + (0.3 * noise)),
            4 => level * (2.4 + (0.02 * noise)),
            5 => 0.93 - (level * (0.8 + (0.005 * noise))),
            6 => 1200 + (30 * noise) + level,
            7 => 0.02 + (0.001 * noise * level),
            8 => 60 - (20 * level) + (0.01 * noise),
            _ => 65 + (2 * noise) - level,
        });

    /// <summary>Decaying losses with noise of 5 %, whose last bits no codec can foresee.</summary>
    public static SampleShape Noisy32 { get; } = new(Numbered("loss", 10), true, static (metric, level, _, noise) => (2 + metric) * level * (1 + (0.05 * noise)));

    /// <summary>The same, rounded to four decimals as by a print.</summary>
    public static SampleShape FourDecimals { get; } = new(
        Numbered("loss", 10), false, static (metric, level, _, noise) => Math.Round((2 + metric) * level * (1 + (0.05 * noise)), 4));

    /// <summary>Learning rates: constant, halved now and then, and a warm-up that ends.</summary>
    public static SampleShape Schedules { get; } = new(
        Numbered("lr", 3),
        false,
        static (metric, _, step, _) => metric switch
        {
            0 => 0.1,
            1 => 0.1 * Math.Pow(0.5, Math.Floor(step / 10_000.0)),
            _ => 0.001 * Math.Min(1, (step + 1) / 1_000.0),
        });

    /// <summary>One long loss curve.</summary>
    public static SampleShape OneLoss { get; } = new(["train/loss"], true, static (_, level, _, noise) => level * (2.3 + (0.05 * noise)));

    /// <summary>A run that reports so many metrics.</summary>
    public static SampleShape Wide(int metrics) => new(
        [.. Training.Names.Take(6), .. Numbered("layer", metrics - 6)], true, static (metric, level, _, noise) => (2 + metric) * level * (1 + (0.05 * noise)));

    private static string[] Numbered(string name, int count) => [.. Enumerable.Range(0, count).Select(i => $"{name}/{i}")];
}

/// <summary>See <see cref="SampleShape.Value"/>.</summary>
internal delegate double SampleValue(int metric, double level, long step, double noise);
