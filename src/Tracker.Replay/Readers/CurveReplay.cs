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
        var run = new RunRecorder(Start, Facts(curve, regime), RowsPerInput);
        var stepsPerUnit = StepsPerUnit(curve, regime);
        var phases = new Queue<long>(curve.Phases);
        foreach (var row in CurveRows.Of(curve, regime))
        {
            var at = At(row.Step * stepsPerUnit);
            for (; phases.TryPeek(out var phase) && phase < row.Step * stepsPerUnit; phases.Dequeue())
                run.Phase(At(phase), "phase", (long)(phase / stepsPerUnit));
            // The training accuracy is for the published rules that cannot do without.
            if (row.Loss is { } loss) run.Row(at, run.Set(at, "train/loss"), row.Step, loss);
            else if (row.ValidationAccuracy is { } accuracy) run.Row(at, run.Set(at, "val/loss", "val/accuracy"), row.Step, row.ValidationLoss!.Value, accuracy);
            else run.Row(at, run.Set(at, "val/loss"), row.Step, row.ValidationLoss!.Value);
        }

        return run.Complete(new RunId(1), new MonitorOptions(), At(curve.MinibatchTrainLoss.Length));
    }

    /// <summary>Steps of the whole run, in the unit in which the regime logs it.</summary>
    public static long Length(StoredCurve curve, CurveRegime regime) => regime.IsByEpoch ? curve.Epochs : curve.MinibatchTrainLoss.Length;

    /// <summary>Optimizer steps of one step as the regime counts them.</summary>
    public static double StepsPerUnit(StoredCurve curve, CurveRegime regime) => regime.IsByEpoch ? curve.StepsPerEpoch : 1;

    private static RunFacts Facts(StoredCurve curve, CurveRegime regime) => RunFacts.None with
    {
        Name = Name(curve),
        Kind = curve.Kind,
        StepUnit = regime.IsByEpoch ? StepUnit.Epoch : StepUnit.Step,
        ClassCount = regime.ClassesKnown ? curve.NumClasses : null,
        BatchSize = curve.BatchSize,
        PlannedSteps = regime.PlanKnown ? Length(curve, regime) : null,
        Optimizer = curve.Optimizer,
        Hyperparameters = RunFacts.None.Hyperparameters.SetItem("lr", curve.LearningRate.ToString("R", CultureInfo.InvariantCulture)),
    };

    /// <summary>Problem, optimizer, rate and seed.</summary>
    public static string Name(StoredCurve curve) => string.Create(CultureInfo.InvariantCulture, $"{curve.Problem} {curve.Optimizer} {curve.LearningRate} {curve.Seed}");

    private static Timestamp At(double step) => Start + (StepTime * step);
}
