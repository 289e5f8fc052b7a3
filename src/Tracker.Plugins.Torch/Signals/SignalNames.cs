namespace Tracker.Plugins.Torch.Signals;

/// <summary>The metric names of what a training tells of its inside: none of them is ever taken for a loss.</summary>
public static class SignalNames
{
    /// <summary>Root mean square of the gradient of the first weight layer over that of the last.</summary>
    public const string GradientRatio = "signals/grad_ratio";

    /// <summary>Median over the weight tensors of the norm of one step's change over the norm of the weights.</summary>
    public const string UpdateRatio = "signals/update_ratio";

    /// <summary>The largest over the smallest of those ratios, among the tensors that moved.</summary>
    public const string UpdateSpread = "signals/update_spread";

    /// <summary>Share of the parameters, 0..1, whose tensor did not move at all in a step.</summary>
    public const string FrozenFraction = "signals/frozen_fraction";

    /// <summary>Share of activations that are exactly 0, of the worst layer, 0..1.</summary>
    public const string ZeroFraction = "signals/zero_fraction";

    /// <summary>Share of units that are 0 for every sample of the probe, of the worst layer, 0..1.</summary>
    public const string DeadFraction = "signals/dead_fraction";

    /// <summary>Share of tanh and sigmoid activations whose input is beyond -5 and 5, of the worst layer, 0..1.</summary>
    public const string SaturatedFraction = "signals/saturated_fraction";

    /// <summary>The largest over the smallest standard deviation of the outputs of weight layers.</summary>
    public const string ActivationSpread = "signals/activation_spread";

    /// <summary>Euclidean norm of all parameters.</summary>
    public const string WeightNorm = "signals/weight_norm";

    /// <summary>Gradient noise scale, in samples.</summary>
    public const string NoiseScale = "signals/noise_scale";

    /// <summary>Share of training samples in the upper of two modes of the loss of each, predicted as another class; 0..1.</summary>
    public const string SuspectFraction = "signals/suspect_fraction";

    /// <summary>Distance of the two modes of the logarithm of the loss, in their pooled standard deviations; 0 where there is one.</summary>
    public const string SuspectGap = "signals/suspect_gap";

    /// <summary>Mean loss on a fixed part of the training data, without dropout.</summary>
    public const string EvalTrainLoss = "signals/train_eval_loss";

    /// <summary>Lowest recall of any class that the validation data has, 0..1.</summary>
    public const string MinimumRecall = "val/min_recall";

    /// <summary>Highest minus lowest recall of a class, 0..1.</summary>
    public const string RecallGap = "val/recall_gap";

    /// <summary>Entropy of the histogram of predicted classes over ln C, 0..1.</summary>
    public const string PredictionEntropy = "val/prediction_entropy";

    /// <summary>The gradient norm of one layer.</summary>
    /// <param name="number">From 0 at the input; two digits at least.</param>
    /// <param name="name">As the model calls the layer.</param>
    public static string LayerGradientNorm(int number, string name) => $"layers/{number:00}.{name}/grad_norm";
}
