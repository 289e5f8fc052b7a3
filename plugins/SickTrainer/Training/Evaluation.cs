using Tracker.Plugins.Torch;

namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>What a classifier is worth on the validation samples.</summary>
internal readonly record struct Evaluation(double Loss, double Accuracy, double MinimumRecall, double RecallGap, double PredictionEntropy)
{
    /// <param name="loss">Mean loss.</param>
    /// <param name="predicted">Class of each sample as the model says.</param>
    /// <param name="labels">Class of each sample.</param>
    /// <param name="classes">Classes to tell apart.</param>
    public static Evaluation Of(double loss, long[] predicted, long[] labels, int classes)
    {
        var (counts, right, said) = (new int[classes], new int[classes], new int[classes]);
        for (var i = 0; i < labels.Length; i++)
        {
            counts[labels[i]]++;
            said[predicted[i]]++;
            if (predicted[i] == labels[i]) right[labels[i]]++;
        }

        var recalls = Enumerable.Range(0, classes).Where(c => counts[c] > 0).Select(c => right[c] / (double)counts[c]).ToArray();
        var entropy = -said.Where(count => count > 0).Sum(count => count / (double)labels.Length * Math.Log(count / (double)labels.Length));
        return new(loss, right.Sum() / (double)labels.Length, recalls.Min(), recalls.Max() - recalls.Min(), Math.Abs(entropy) / Math.Log(classes));
    }

    public (string Name, double Value)[] Metrics() =>
    [
        (MetricNames.ValidationLoss, Loss),
        (MetricNames.ValidationAccuracy, Accuracy),
        ("val/min_recall", MinimumRecall),
        ("val/recall_gap", RecallGap),
        ("val/prediction_entropy", PredictionEntropy),
    ];
}
