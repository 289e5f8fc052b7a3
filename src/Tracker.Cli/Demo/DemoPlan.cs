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

    /// <summary>Steps that the Python trainer reports before it falls silent.</summary>
    public const int SilentAfter = 120;

    public static IReadOnlyList<DemoRun> Runs { get; } =
    [
        Digits("healthy", "a training as it should be"),
        Digits("lr-too-low", "a learning rate of one hundred-thousandth", ("optimizer", "sgd"), ("lr", "0.00001")),
        Digits("lr-too-high", "a learning rate of 1 with Adam", ("lr", "1")),
        Digits("overfit", "40 samples to learn from", ("samples", "40"), ("batch-size", "8"), ("lr", "0.01"), ("epochs", "300")),
        Digits("nan", "two in a thousand inputs are NaN", ("corrupt", "0.002")),
        new(Silent, "a Python trainer that stops to report midway", null),
    ];

    private static DemoRun Digits(string name, string what, params (string Name, string Value)[] hyperparameters) =>
        new(name, what, hyperparameters.ToDictionary(h => h.Name, h => h.Value, StringComparer.Ordinal));
}
