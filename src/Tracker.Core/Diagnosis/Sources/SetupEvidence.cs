using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>What was told of loss and initial weights, where anybody tells it.</summary>
internal static class SetupEvidence
{
    public static void Add(EvidenceList evidence, in RunView view)
    {
        if (Hyperparameters.TryText(view, out var loss, "loss", "criterion", "lossfunction", "lossfn", "objective"))
        {
            var name = LearningRateRange.Normal(loss);
            if (view.Told.ClassesKnown && name is "mse" or "mseloss" or "meansquarederror" or "squarederror" or "l1" or "l1loss" or "mae" or "huber" or "smoothl1")
                evidence.Add("loss-for-numbers", $"the loss is {loss}, which is for numbers, and there are {Say.Count(view.Facts.ClassCount ?? view.Facts.SamplesPerClass.Length)} classes");
        }

        if (Hyperparameters.TryText(view, out var start, "init", "initialisation", "initialization", "weightinit", "initializer")
            && LearningRateRange.Normal(start) is "zero" or "zeros" or "ones" or "constant")
            evidence.Add("weights-alike", $"the weights start as {start}: units that start alike stay alike");
    }
}
