using Tracker.Plugins.SickTrainer.Recipes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>Losses of scores (N, classes) and labels (N); all but cross-entropy are wrong ones for such scores.</summary>
internal static class Losses
{
    /// <summary>The mean loss, a scalar.</summary>
    public static Tensor Of(string name, Tensor scores, Tensor labels) => OfEach(name, scores, labels).mean();

    /// <summary>The loss of each sample, of shape (N).</summary>
    public static Tensor OfEach(string name, Tensor scores, Tensor labels) => name switch
    {
        LossNames.LikelihoodOfProbabilities => functional.nll_loss(scores.softmax(1), labels, reduction: Reduction.None),
        LossNames.Likelihood => functional.nll_loss(scores, labels, reduction: Reduction.None),
        LossNames.SquaredError => functional.mse_loss(scores.select(1, 0), labels.to(ScalarType.Float32), Reduction.None),
        _ => functional.cross_entropy(scores, labels, reduction: Reduction.None),
    };
}
