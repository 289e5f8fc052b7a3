using Tracker.Replay.Readers;

namespace Tracker.Replay.Baselines;

/// <summary>
/// Keras 3 EarlyStopping on the validation loss: each epoch adds one to the wait, a loss strictly below the best by more than
/// <paramref name="minDelta"/> sets it to 0, and it stops where the wait reaches the patience, but never at the first epoch. So a patience of
/// 0 and one of 1 are the same. A loss that is no number is never better.
/// </summary>
internal sealed class KerasEarlyStopping(int patience = 0, double minDelta = 0) : IBaseline
{
    private EpochLog _epochs;
    private double _best = double.PositiveInfinity;
    private int _wait;

    public string Name => patience == 0 ? "keras-early-stopping" : FormattableString.Invariant($"keras-early-stopping-{patience}");

    public bool Fires { get; private set; }

    public void Take(in LoggedRow row)
    {
        if (Fires || !_epochs.TryEnd(row, out var epoch) || epoch.ValidationLoss is not { } loss) return;
        _wait++;
        if (loss + Math.Abs(minDelta) < _best)
        {
            _best = loss;
            _wait = 0;
            return;
        }

        Fires = _wait >= patience && epoch.Epoch > 0;
    }
}
