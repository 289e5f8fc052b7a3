using Tracker.Plugins.Abstractions;
using Tracker.Plugins.SickTrainer.Recipes;

namespace Tracker.Plugins.SickTrainer;

/// <summary>Trains small networks, healthy or with one thing wrong that is known beforehand.</summary>
public sealed class SickTrainerPlugin : ITrainingPlugin
{
    /// <summary>The cause of a run with which nothing is wrong.</summary>
    internal const string Healthy = "healthy";

    /// <inheritdoc/>
    public string Name => "SickTrainer";

    /// <inheritdoc/>
    public string Description => "Trains a small network in about a second, healthy or with one cause of trouble put in on purpose.";

    /// <inheritdoc/>
    public IReadOnlyList<Hyperparameter> Hyperparameters { get; } =
    [
        Hyperparameter.Choice("task", "digits", "what is learned", [.. Tuned.Tasks]),
        Hyperparameter.Choice("cause", Healthy, "what is wrong", [Healthy, .. Causes.Names]),
        Hyperparameter.Whole("severity", 2, 1, 3, "how bad it is"),
        Hyperparameter.Choice("variant", "twin", "which healthy training; only where nothing is wrong", [.. HealthyVariants.Names]),
        Hyperparameter.Whole("steps", 0, 0, 10_000_000, "steps to take; 0 is as many as the training needs"),
        Hyperparameter.Choice("harm", "no", "trains the healthy twin as well and says how much better that is", "no", "yes"),
        Hyperparameter.Whole("seed", 0, 0, int.MaxValue, "added to the job's seed"),
    ];

    /// <inheritdoc/>
    public ITrainingJob Create(HyperparameterValues hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        return hyperparameters.Text("cause") != Healthy && hyperparameters.Text("variant") != "twin"
            ? throw new JobRefusedException("Hyperparameters cause and variant are both set: a variant is a healthy training; set one of them.")
            : new SickTrainerJob(hyperparameters);
    }
}
