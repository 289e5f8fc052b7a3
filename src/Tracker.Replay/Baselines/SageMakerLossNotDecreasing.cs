using Tracker.Replay.Readers;

namespace Tracker.Replay.Baselines;

/// <summary>
/// SageMaker Debugger, LossNotDecreasing: of the training losses that are saved, one that lies at least <paramref name="steps"/> after the
/// one compared last must be lower than that. No smoothing; any decrease is enough.
/// </summary>
/// <param name="saveInterval">Steps between losses that are saved; the product saves every 500.</param>
/// <param name="steps">Steps between two comparisons.</param>
internal sealed class SageMakerLossNotDecreasing(long saveInterval = 500, long steps = 10) : IBaseline
{
    private SavedSteps _saved = new(saveInterval);
    private LoggedRow? _compared;

    public string Name => "sagemaker-loss-not-decreasing";

    public bool Fires { get; private set; }

    public void Take(in LoggedRow row)
    {
        if (row.Loss is not { } loss || !_saved.Saves(row.Step)) return;
        if (_compared is { } before && row.Step - before.Step < steps) return;
        // Written so that a loss that is no number is not lower.
        if (_compared is { Loss: { } last }) Fires = !(loss < last);
        _compared = row;
    }
}

/// <summary>The steps at which tensors are saved.</summary>
internal struct SavedSteps(long interval)
{
    private long _next = long.MinValue;

    /// <summary>The step is saved.</summary>
    public bool Saves(long step)
    {
        if (step < _next) return false;
        _next = step + interval;
        return true;
    }
}
