using System.Globalization;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Readers;

/// <summary>Turns a stored curve into what its trainer would have sent.</summary>
public static class CurveReplay
{
    private const int RowsPerInput = 64;
    private static readonly Timestamp Start = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(1);

    /// <summary>The recording of a curve, as it would have been logged.</summary>
    public static Recording Record(StoredCurve curve, CurveRegime regime)
    {
        var byEpoch = regime.Sampling is CurveSampling.Epoch or CurveSampling.EpochMean;
        var run = new RunRecorder(Start, Facts(curve, regime, byEpoch), RowsPerInput);
        var end = byEpoch ? ByEpoch(run, curve, regime) : ByStep(run, curve, regime);
        return run.Complete(new RunId(1), new MonitorOptions(), end);
    }

    /// <summary>Steps of the whole run, in the unit in which the regime logs it.</summary>
    public static long Length(StoredCurve curve, CurveRegime regime) =>
        regime.Sampling is CurveSampling.Epoch or CurveSampling.EpochMean ? curve.Epochs : curve.MinibatchTrainLoss.Length;

    private static RunFacts Facts(StoredCurve curve, CurveRegime regime, bool byEpoch) => RunFacts.None with
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{curve.Problem} {curve.Optimizer} {curve.LearningRate} {curve.Seed}"),
        Kind = TrainingKind.Supervised,
        StepUnit = byEpoch ? StepUnit.Epoch : StepUnit.Step,
        ClassCount = regime.ClassesKnown ? curve.NumClasses : null,
        BatchSize = curve.BatchSize,
        PlannedSteps = regime.PlanKnown ? Length(curve, regime) : null,
        Optimizer = curve.Optimizer,
        Hyperparameters = RunFacts.None.Hyperparameters.SetItem("lr", curve.LearningRate.ToString("R", CultureInfo.InvariantCulture)),
    };

    private static Timestamp ByStep(RunRecorder run, StoredCurve curve, CurveRegime regime)
    {
        var losses = curve.MinibatchTrainLoss;
        var set = run.Set(Start, "train/loss");
        var evaluated = 0;
        for (var step = 0; step < losses.Length; step++)
        {
            for (; regime.Validation && evaluated <= curve.Epochs && step >= evaluated * curve.StepsPerEpoch; evaluated++) Evaluate(run, curve, evaluated, step, At(step));
            if (regime.Sampling == CurveSampling.Every && step % regime.Steps == 0)
                run.Row(At(step), set, step, losses[step]);
            else if (regime.Sampling == CurveSampling.Mean && (step + 1) % regime.Steps == 0)
                run.Row(At(step), set, step, Mean(losses.AsSpan(step + 1 - regime.Steps, regime.Steps)));
        }

        for (; regime.Validation && evaluated <= curve.Epochs; evaluated++) Evaluate(run, curve, evaluated, losses.Length, At(losses.Length));
        return At(losses.Length);
    }

    private static Timestamp ByEpoch(RunRecorder run, StoredCurve curve, CurveRegime regime)
    {
        var set = run.Set(Start, "train/loss");
        for (var epoch = regime.Sampling == CurveSampling.Epoch ? 0 : 1; epoch <= curve.Epochs; epoch++)
        {
            var at = At(epoch * curve.StepsPerEpoch);
            var first = (int)((epoch - 1) * curve.StepsPerEpoch);
            var loss = regime.Sampling == CurveSampling.Epoch
                ? curve.TrainLoss[epoch]
                : Mean(curve.MinibatchTrainLoss.AsSpan(first, (int)(epoch * curve.StepsPerEpoch) - first));
            run.Row(at, set, epoch, loss);
            if (regime.Validation) Evaluate(run, curve, epoch, epoch, at);
        }

        return At(curve.MinibatchTrainLoss.Length);
    }

    private static void Evaluate(RunRecorder run, StoredCurve curve, int epoch, long step, Timestamp at)
    {
        if (curve.TestAccuracy.Length > 0)
            run.Row(at, run.Set(at, "val/loss", "val/accuracy"), step, curve.TestLoss[epoch], curve.TestAccuracy[epoch]);
        else
            run.Row(at, run.Set(at, "val/loss"), step, curve.TestLoss[epoch]);
    }

    private static Timestamp At(double step) => Start + (StepTime * step);

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }
}
