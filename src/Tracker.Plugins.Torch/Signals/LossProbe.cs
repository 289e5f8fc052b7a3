using static TorchSharp.torch;

namespace Tracker.Plugins.Torch.Signals;

/// <summary>The losses of single training samples: their mean, their modes, and those whose label is in doubt.</summary>
internal static class LossProbe
{
    private const double LeastRight = 0.9;
    private const int LeastOfAClass = 5;
    private const double MostOfAClass = 0.6;

    /// <param name="losses">Of shape (N).</param>
    /// <param name="scores">Of shape (N, classes); of another shape there are no suspects.</param>
    /// <param name="labels">int64 of shape (N); of another kind there are no suspects.</param>
    /// <param name="rows">Row of the training data of each.</param>
    /// <param name="row">Gets the signals.</param>
    public static IReadOnlyList<SuspectSample> Measure(Tensor losses, Tensor scores, Tensor labels, long[] rows, SignalRow row)
    {
        var values = losses.to(ScalarType.Float64).cpu().data<double>().ToArray();
        row.Add(SignalNames.EvalTrainLoss, values.Average());
        if (scores.dim() != 2 || labels.dim() != 1 || labels.dtype != ScalarType.Int64) return [];
        var predicted = scores.argmax(1).cpu().data<long>().ToArray();
        var classes = labels.cpu().data<long>().ToArray();

        // The fit is the dearest part of a probe; a model that is wrong for most samples doubts none of them.
        var modes = predicted.Zip(classes).Count(pair => pair.First == pair.Second) < values.Length / 2 ? LossModes.One : LossModes.Of(values);
        SuspectSample[] suspects = IsLearned(values, predicted, classes, modes)
            ?
            [
                .. Enumerable.Range(0, values.Length)
                    .Where(i => values[i] >= modes.Threshold && predicted[i] != classes[i])
                    .Select(i => new SuspectSample(rows[i], classes[i], predicted[i], values[i]))
                    .OrderByDescending(sample => sample.Loss),
            ]
            : [];
        row.Add(SignalNames.SuspectFraction, suspects.Length / (double)values.Length);
        row.Add(SignalNames.SuspectGap, suspects.Length > 0 ? modes.Gap : 0);
        return suspects;
    }

    // Only a model that tells the samples below apart can doubt a label, and what it gets wrong of a class as a whole it has not learned.
    private static bool IsLearned(double[] values, long[] predicted, long[] classes, LossModes modes)
    {
        var below = Enumerable.Range(0, values.Length).Where(i => values[i] < modes.Threshold).ToArray();
        if (below.Count(i => predicted[i] == classes[i]) < LeastRight * below.Length) return false;
        return Enumerable.Range(0, values.Length)
            .GroupBy(i => classes[i])
            .All(group => group.Count() < LeastOfAClass || group.Count(i => values[i] >= modes.Threshold) <= MostOfAClass * group.Count());
    }
}
