using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.Command;

/// <summary>Executes any program as a job.</summary>
public sealed class CommandPlugin : ITrainingPlugin
{
    /// <inheritdoc/>
    public string Name => "Command";

    /// <inheritdoc/>
    public string Description => "Any program, without a shell: tracker job submit command -- python train.py --lr 0.1.";

    /// <inheritdoc/>
    public IReadOnlyList<Hyperparameter> Hyperparameters { get; } = [];

    /// <inheritdoc/>
    public ITrainingJob Create(HyperparameterValues hyperparameters) => new CommandJob();
}
