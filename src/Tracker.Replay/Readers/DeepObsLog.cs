using System.Globalization;
using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>A curve of the DeepOBS baselines as its trainer would have logged it at every step; its plan is not told.</summary>
internal sealed class DeepObsLog : LogReader
{
    private readonly StoredCurve _curve;

    public DeepObsLog(LogBytes bytes)
        : base(bytes)
    {
        _curve = new CurveJson(new JsonScanner(bytes)).Read();
        Facts = RunFacts.None with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{_curve.Problem} {_curve.Optimizer} {_curve.LearningRate} {_curve.Seed}"),
            Kind = TrainingKind.Supervised,
            StepUnit = StepUnit.Step,
            ClassCount = _curve.NumClasses,
            BatchSize = _curve.BatchSize,
            Optimizer = _curve.Optimizer,
            Hyperparameters = RunFacts.None.Hyperparameters.SetItem("lr", _curve.LearningRate.ToString("R", CultureInfo.InvariantCulture)),
        };
    }

    public override IEnumerable<LogEntry> Read()
    {
        var train = new LogColumns(["train/loss"]);
        var validation = new LogColumns(_curve.TestAccuracy.Length > 0 ? ["val/loss", "val/accuracy"] : ["val/loss"]);
        var losses = _curve.MinibatchTrainLoss;
        var epoch = 0;
        for (var step = 0; step < losses.Length; step++)
        {
            for (; epoch <= _curve.Epochs && step >= epoch * _curve.StepsPerEpoch; epoch++) yield return Evaluation(validation, step, epoch);
            yield return new LogRow(train, step, null, 0, [losses[step]]);
        }

        for (; epoch <= _curve.Epochs; epoch++) yield return Evaluation(validation, losses.Length, epoch);
    }

    private LogRow Evaluation(LogColumns columns, long step, int epoch) => new(
        columns, step, null, 0, _curve.TestAccuracy.Length > 0 ? [_curve.TestLoss[epoch], _curve.TestAccuracy[epoch]] : [_curve.TestLoss[epoch]]);
}
