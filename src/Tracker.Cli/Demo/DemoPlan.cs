namespace Tracker.Cli.Demo;

/// <summary>One training of the demo.</summary>
/// <param name="Name">The run's name.</param>
/// <param name="What">What is done to it, in words.</param>
/// <param name="Hyperparameters">Of a Digits job; null is the external Python trainer.</param>
internal sealed record DemoRun(string Name, string What, IReadOnlyDictionary<string, string>? Hyperparameters);

/// <summary>The six trainings: one that is well, and five that go wrong the way trainings do.</summary>
internal static class DemoPlan
{
    public const string Plugin = "Digits";
    public const string Experiment = "demo";
    public const string Silent = "silent";
    public const string StalledRun = "stalled-run";

    /// <summary>Trainings at once.</summary>
    public const int Slots = 6;

    /// <summary>In seconds.</summary>
    public const int StallFloor = 10;

    /// <summary>Steps that the Python trainer reports before it falls silent: two evaluations, so that its rhythm is known.</summary>
    public const int SilentAfter = 120;

    /// <summary>Seconds that a step of the Python trainer takes.</summary>
    public const double SilentStep = 0.1;

    private const string Epochs = "60";

    // Rates and sizes that people choose: Adam's usual 0.001, a fine-tuning rate from scratch, SGD's 1 with Adam.
    public static IReadOnlyList<DemoRun> Runs { get; } =
    [
        Digits("healthy", "Adam with its usual rate, 0.001", ("lr", "0.001"), ("epochs", Epochs)),
        Digits("lr-too-low", "a rate of 0.00001", ("lr", "0.00001"), ("epochs", Epochs)),
        Digits("lr-too-high", "a rate of 1", ("lr", "1"), ("epochs", Epochs)),
        Digits("overfit", "40 samples to learn from", ("samples", "40"), ("lr", "0.01"), ("epochs", "600")),
        Digits("nan", "NaN in 3 of 1,437 inputs", ("lr", "0.001"), ("corrupt", "0.002"), ("epochs", Epochs)),
        new(Silent, "a Python trainer that hangs midway", null),
    ];

    private static DemoRun Digits(string name, string what, params (string Name, string Value)[] hyperparameters) =>
        new(name, what, hyperparameters.ToDictionary(h => h.Name, h => h.Value, StringComparer.Ordinal));
}
