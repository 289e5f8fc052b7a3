namespace Tracker.Plugins.SickTrainer.Recipes;

/// <summary>Everything that makes a training. The defaults are tuned: what they make is healthy.</summary>
internal sealed record Recipe
{
    public string Task { get; init; } = "digits";

    public double LearningRate { get; init; } = 0.003;

    public int BatchSize { get; init; } = 32;

    public int Accumulation { get; init; } = 1;

    public int Steps { get; init; } = 500;

    public string Optimizer { get; init; } = "adamw";

    public double WeightDecay { get; init; } = 0.01;

    public double Dropout { get; init; } = 0.1;

    /// <summary>Units of the hidden layers.</summary>
    public int[] Hidden { get; init; } = [64, 32];

    /// <summary>What the initial weights are multiplied by; 0 sets weights and biases to 0.</summary>
    public double InitialGain { get; init; } = 1;

    public string Loss { get; init; } = LossNames.CrossEntropy;

    public string Schedule { get; init; } = "constant";

    /// <summary>Weight tensors, counted from the input side, that still learn are those from this one on; a large number freezes all but the last bias.</summary>
    public int FirstTrainedLayer { get; init; }

    public Fault Fault { get; init; }

    /// <summary>The fault holds from this step on.</summary>
    public int Onset { get; init; }

    public DataDefects Defects { get; init; } = new();

    /// <summary>Steps on another half of the data before the run begins.</summary>
    public int Pretraining { get; init; }

    /// <summary>What is trained: classifier, adversarial or policy.</summary>
    public string Trainer { get; init; } = "classifier";
}

/// <summary>What breaks in the loop.</summary>
internal enum Fault
{
    None,
    NoOptimizerStep,
    ZeroRate,
    ShuffledLabels,
}

/// <summary>What is wrong with the data; the defaults leave it as it is.</summary>
internal sealed record DataDefects
{
    /// <summary>Training samples that are kept; 0 keeps all.</summary>
    public int Samples { get; init; }

    /// <summary>Largest over smallest class.</summary>
    public double Imbalance { get; init; } = 1;

    /// <summary>Share of training labels that are another class.</summary>
    public double LabelNoise { get; init; }

    /// <summary>Share of cells that are missing, and what stands there instead.</summary>
    public double Missing { get; init; }

    public float Fill { get; init; }

    /// <summary>Share of cells that are a hundred times too large.</summary>
    public double Outliers { get; init; }

    /// <summary>Columns of noise beside each true one.</summary>
    public int Irrelevant { get; init; }
}

internal static class LossNames
{
    public const string CrossEntropy = "cross-entropy";
    public const string LikelihoodOfProbabilities = "nll of probabilities";
    public const string Likelihood = "nll";
    public const string SquaredError = "mse";
}
