namespace Tracker.Plugins.Torch.Signals;

/// <summary>What the predictions for the validation samples say of single classes.</summary>
/// <param name="MinimumRecall">Lowest recall of any class that occurs, 0..1.</param>
/// <param name="RecallGap">Highest minus lowest recall.</param>
/// <param name="Entropy">Entropy of the histogram of predicted classes over ln C, 0..1; 0 for one class.</param>
public readonly record struct PredictionQuality(double MinimumRecall, double RecallGap, double Entropy)
{
    /// <summary>Counts it. Samples whose label is outside the classes are passed over.</summary>
    /// <param name="predicted">Class of each sample as the model says, from 0.</param>
    /// <param name="labels">Class of each sample, as many.</param>
    /// <param name="classes">Classes to tell apart, from 1.</param>
    /// <exception cref="ArgumentException">The two are not of one length.</exception>
    public static PredictionQuality Of(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (predicted.Length != labels.Length) throw new ArgumentException($"There are {predicted.Length} predictions for {labels.Length} labels.");
        var (counts, right, said) = (new long[classes], new long[classes], new long[classes]);
        for (var i = 0; i < labels.Length; i++)
        {
            if ((ulong)predicted[i] < (ulong)classes) said[predicted[i]]++;
            if ((ulong)labels[i] >= (ulong)classes) continue;
            counts[labels[i]]++;
            if (predicted[i] == labels[i]) right[labels[i]]++;
        }

        var (low, high, entropy) = (double.PositiveInfinity, double.NegativeInfinity, 0.0);
        var all = (double)said.Sum();
        for (var c = 0; c < classes; c++)
        {
            if (said[c] > 0) entropy -= said[c] / all * Math.Log(said[c] / all);
            if (counts[c] == 0) continue;
            var recall = right[c] / (double)counts[c];
            (low, high) = (Math.Min(low, recall), Math.Max(high, recall));
        }

        return double.IsFinite(low) ? new(low, high - low, classes > 1 ? Math.Max(0, entropy) / Math.Log(classes) : 0) : default;
    }

    /// <summary>Under their metric names.</summary>
    public (string Name, double Value)[] Metrics() =>
    [
        (SignalNames.MinimumRecall, MinimumRecall),
        (SignalNames.RecallGap, RecallGap),
        (SignalNames.PredictionEntropy, Entropy),
    ];
}
