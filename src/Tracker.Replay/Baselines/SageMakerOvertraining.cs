using Tracker.Replay.Readers;

namespace Tracker.Replay.Baselines;

/// <summary>
/// SageMaker Debugger, Overtraining: neither the training loss nor the validation loss got better by <paramref name="delta"/> for so many
/// saved steps each.
/// </summary>
internal sealed class SageMakerOvertraining(
    long saveInterval = 500, double delta = 0.1, int patienceTraining = 5, int patienceValidation = 10) : IBaseline
{
    private SavedSteps _saved = new(saveInterval);
    private Optimum _training;
    private Optimum _validation;

    public string Name => "sagemaker-overtraining";

    public bool Fires { get; private set; }

    public void Take(in LoggedRow row)
    {
        if (row.Loss is { } training && _saved.Saves(row.Step)) _training.Take(training, delta);
        if (row.ValidationLoss is { } validation) _validation.Take(validation, delta);
        Fires = _training.Waited >= patienceTraining && _validation.Waited >= patienceValidation;
    }

    private struct Optimum
    {
        private double? _best;

        public int Waited { get; private set; }

        public void Take(double loss, double delta)
        {
            var isBetter = _best is not { } best || loss < best - delta;
            if (isBetter) _best = loss;
            Waited = isBetter ? 0 : Waited + 1;
        }
    }
}
