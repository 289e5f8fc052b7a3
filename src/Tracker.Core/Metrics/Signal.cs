namespace Tracker.Core.Metrics;

/// <summary>What a trainer may tell of its inside beside losses and scores: one scalar each, read by its exact name.</summary>
public enum Signal : byte
{
    /// <summary>
    /// Root mean square of the gradient of the first weight layer over that of the last. Where it is not sent, the ratio of the norms of the
    /// lowest and the highest layer that are.
    /// </summary>
    GradientRatio,

    /// <summary>Median over the weight tensors of the norm of one step's change over the norm of the weights.</summary>
    UpdateRatio,

    /// <summary>The largest over the smallest of those ratios.</summary>
    UpdateSpread,

    /// <summary>Share of trainable parameters that did not move at all in a step, 0..1.</summary>
    FrozenFraction,

    /// <summary>Share of activations that are exactly 0, of the worst layer, 0..1.</summary>
    ZeroFraction,

    /// <summary>Share of units that are 0 for every sample of a probe, of the worst layer, 0..1.</summary>
    DeadFraction,

    /// <summary>Share of tanh and sigmoid activations at their end, of the worst layer, 0..1.</summary>
    SaturatedFraction,

    /// <summary>The largest over the smallest standard deviation of activations between layers.</summary>
    ActivationSpread,

    /// <summary>Norm of all weights.</summary>
    WeightNorm,

    /// <summary>Gradient noise scale, in samples.</summary>
    NoiseScale,

    /// <summary>Share of training samples in the upper of two modes of the loss of each; 0 where one mode explains it as well.</summary>
    SuspectFraction,

    /// <summary>Distance of the two modes, in their pooled standard deviations.</summary>
    SuspectGap,

    /// <summary>Loss on a fixed part of the training data, without dropout and augmentation.</summary>
    EvalTrainLoss,

    /// <summary>Lowest recall of any class that the validation data has, 0..1.</summary>
    MinimumRecall,

    /// <summary>Highest minus lowest recall of a class, 0..1.</summary>
    RecallGap,

    /// <summary>Entropy of the histogram of predicted classes over ln C, 0..1.</summary>
    PredictionEntropy,

    /// <summary>Share of the wall time that the training waited for data, 0..1.</summary>
    DataWaitShare,
}

/// <summary>The metric names of <see cref="Signal"/> and of the gradient norms of layers.</summary>
public static class SignalNames
{
    /// <summary>How many signals there are.</summary>
    public const int Count = (int)Signal.DataWaitShare + 1;

    /// <summary>What starts so tells of the inside of the training; a name of it that is no <see cref="Signal"/> is kept and not judged.</summary>
    public const string Prefix = "signals/";

    /// <summary>What starts so tells of one layer, as layers/00.conv1/grad_norm.</summary>
    public const string LayerPrefix = "layers/";

    private const string LayerSuffix = "/grad_norm";

    private static readonly string[] Names =
    [
        "signals/grad_ratio", "signals/update_ratio", "signals/update_spread", "signals/frozen_fraction", "signals/zero_fraction",
        "signals/dead_fraction", "signals/saturated_fraction", "signals/activation_spread", "signals/weight_norm", "signals/noise_scale",
        "signals/suspect_fraction", "signals/suspect_gap", "signals/train_eval_loss", "val/min_recall", "val/recall_gap",
        "val/prediction_entropy", "system/data-wait-share",
    ];

    /// <summary>The metric name of a signal.</summary>
    public static string Of(Signal signal) => Names[(int)signal];

    /// <summary>The signal of exactly that metric name.</summary>
    public static bool TryRead(string name, out Signal signal)
    {
        var index = Array.IndexOf(Names, name);
        signal = (Signal)Math.Max(0, index);
        return index >= 0;
    }

    /// <summary>The number of the layer whose gradient norm that name is: layers/07.fc/grad_norm is 7.</summary>
    public static bool TryReadLayer(string name, out int layer)
    {
        layer = 0;
        if (!name.StartsWith(LayerPrefix, StringComparison.Ordinal) || !name.EndsWith(LayerSuffix, StringComparison.Ordinal)) return false;
        var at = LayerPrefix.Length;
        while (at < name.Length && char.IsAsciiDigit(name[at]) && layer < 100_000) layer = (10 * layer) + (name[at++] - '0');
        return at > LayerPrefix.Length && at < name.Length && name[at] is '.' or '/';
    }
}
