using Tracker.Plugins.Abstractions;
using Tracker.Plugins.Torch;

namespace Tracker.Plugins.Digits;

/// <summary>Trains a classifier of handwritten digits, healthy or with faults that can be chosen.</summary>
public sealed class DigitsPlugin : ITrainingPlugin
{
    /// <inheritdoc/>
    public string Name => "Digits";

    /// <inheritdoc/>
    public string Description => "A classifier of 1,797 real handwritten digits of 8x8 pixels; learns them in seconds on one thread.";

    /// <inheritdoc/>
    public IReadOnlyList<Hyperparameter> Hyperparameters { get; } =
    [
        Hyperparameter.Choice("model", "mlp", "network: one hidden layer, or two convolutions", "mlp", "cnn"),
        Hyperparameter.Real("lr", 0.001, 1e-12, 1e6, "learning rate"),
        Hyperparameter.Choice("optimizer", "adam", "update rule; momentum is SGD with momentum 0.9", [.. Optimizers.Names]),
        Hyperparameter.Whole("batch-size", 32, 1, 2_000, "samples of a step"),
        Hyperparameter.Whole("epochs", 30, 1, 100_000, "passes over the training samples"),
        Hyperparameter.Real("weight-decay", 0, 0, 100, "strength of weight decay"),
        Hyperparameter.Real("dropout", 0, 0, 0.95, "share of hidden units that is dropped in training"),
        Hyperparameter.Choice("initialisation", "default", "how weights start", [.. WeightInitialisation.Names]),
        Hyperparameter.Whole("hidden", 64, 1, 4_096, "hidden units of the mlp, channels of the cnn's second convolution"),
        Hyperparameter.Real("fraction", 1, 0.001, 1, "share of the 1,437 training samples that is used"),
        Hyperparameter.Whole("samples", 0, 0, 1_437, "training samples that are used, instead of a fraction; 0 is by the fraction"),
        Hyperparameter.Real("imbalance", 1, 1, 1_000, "how many times more samples class 0 has than class 9"),
        Hyperparameter.Real("label-noise", 0, 0, 1, "share of training labels that is replaced by a random class"),
        Hyperparameter.Real("corrupt", 0, 0, 1, "share of training inputs that has a pixel that is NaN"),
        Hyperparameter.Choice("signals", "off", "looks inside the training: gradients, updates, units, noise, suspect samples", "off", "on"),
        Hyperparameter.Whole("signals-every", 0, 0, 1_000_000, "steps from one look to the next; 0 keeps to 2 % of the steps' time"),
        Hyperparameter.Whole("seed", 0, 0, int.MaxValue, "added to the job's seed"),
    ];

    /// <inheritdoc/>
    public ITrainingJob Create(HyperparameterValues hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        return hyperparameters.Whole("samples") > 0 && hyperparameters.Real("fraction") < 1
            ? throw new JobRefusedException("Hyperparameters samples and fraction are both set: set one of them.")
            : new DigitsJob(hyperparameters);
    }
}
