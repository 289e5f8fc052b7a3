namespace Tracker.Replay.Readers;

/// <summary>What the trainer of a stored curve would have logged, row by row: the detectors and the published rules read the same.</summary>
public static class CurveRows
{
    /// <summary>The rows in a regime, in the order in which they come.</summary>
    public static IEnumerable<LoggedRow> Of(StoredCurve curve, CurveRegime regime) => regime.IsByEpoch ? ByEpoch(curve, regime) : ByStep(curve, regime);

    private static IEnumerable<LoggedRow> ByStep(StoredCurve curve, CurveRegime regime)
    {
        var losses = curve.MinibatchTrainLoss;
        var evaluated = 0;
        for (var step = 0; step < losses.Length; step++)
        {
            for (; regime.Validation && evaluated <= curve.Epochs && step >= evaluated * curve.StepsPerEpoch; evaluated++)
                yield return Evaluation(curve, evaluated, step);
            if (regime.Sampling == CurveSampling.Every && step % regime.Steps == 0)
                yield return new LoggedRow(step, losses[step]);
            else if (regime.Sampling == CurveSampling.Mean && (step + 1) % regime.Steps == 0)
                yield return new LoggedRow(step, Mean(losses.AsSpan(step + 1 - regime.Steps, regime.Steps)));
        }

        for (; regime.Validation && evaluated <= curve.Epochs; evaluated++) yield return Evaluation(curve, evaluated, losses.Length);
    }

    private static IEnumerable<LoggedRow> ByEpoch(StoredCurve curve, CurveRegime regime)
    {
        for (var epoch = regime.Sampling == CurveSampling.Epoch ? 0 : 1; epoch <= curve.Epochs; epoch++)
        {
            var first = (int)((epoch - 1) * curve.StepsPerEpoch);
            yield return new LoggedRow(epoch, regime.Sampling == CurveSampling.Epoch
                ? curve.TrainLoss[epoch]
                : Mean(curve.MinibatchTrainLoss.AsSpan(first, (int)(epoch * curve.StepsPerEpoch) - first)));
            if (regime.Validation) yield return Evaluation(curve, epoch, epoch);
        }
    }

    private static LoggedRow Evaluation(StoredCurve curve, int epoch, long step) => new(
        step,
        ValidationLoss: curve.TestLoss[epoch],
        Accuracy: curve.TrainAccuracy.Length > 0 ? curve.TrainAccuracy[epoch] : null,
        ValidationAccuracy: curve.TestAccuracy.Length > 0 ? curve.TestAccuracy[epoch] : null);

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }
}
