using Tracker.Plugins.Abstractions;

namespace Tracker.TestPlugins.Faulty;

/// <summary>A training that goes wrong as it is told, so that what surrounds it can be tested.</summary>
public sealed class FaultyPlugin : ITrainingPlugin
{
    /// <inheritdoc/>
    public string Name => "Faulty";

    /// <inheritdoc/>
    public string Description => "Goes wrong as it is told.";

    /// <inheritdoc/>
    public IReadOnlyList<Hyperparameter> Hyperparameters { get; } =
    [
        Hyperparameter.Choice("mode", "ok", "what goes wrong", "ok", "throw", "hang", "matmul", "train", "wait", "speak"),
        Hyperparameter.Whole("steps", 5, 1, 1_000_000, "steps before it does"),
    ];

    /// <inheritdoc/>
    public ITrainingJob Create(HyperparameterValues hyperparameters) => new FaultyJob(hyperparameters);
}
