using Tracker.Plugins.SickTrainer.Recipes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>Losses of scores (N, classes) and labels (N); all but the first are wrong ones for such scores.</summary>
internal static class Losses
{
    public static Tensor Of(string name, Tensor scores, Tensor labels) => name switch
    {
        LossNames.LikelihoodOfProbabilities => functional.nll_loss(scores.softmax(1), labels),
        LossNames.Likelihood => functional.nll_loss(scores, labels),
        LossNames.SquaredError => functional.mse_loss(scores.select(1, 0), labels.to(ScalarType.Float32)),
        _ => functional.cross_entropy(scores, labels),
    };
}
