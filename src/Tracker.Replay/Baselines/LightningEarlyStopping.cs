using Tracker.Replay.Readers;

namespace Tracker.Replay.Baselines;

/// <summary>
/// Lightning EarlyStopping on the validation loss: stops at once at a value that is not finite (<paramref name="checkFinite"/>), else at bad
/// evaluation number <paramref name="patience"/> in a row; strictly below the best by more than <paramref name="minDelta"/> is better.
/// </summary>
internal sealed class LightningEarlyStopping(int patience = 3, double minDelta = 0, bool checkFinite = true) : IBaseline
{
    private EpochLog _epochs;
    private double _best = double.PositiveInfinity;
    private int _wait;

    public string Name => "lightning-early-stopping";

    public bool Fires { get; private set; }

    public void Take(in LoggedRow row)
    {
        if (Fires || !_epochs.TryEnd(row, out var epoch) || epoch.ValidationLoss is not { } loss) return;
        if (checkFinite && !double.IsFinite(loss))
        {
            Fires = true;
            return;
        }

        if (loss + Math.Abs(minDelta) < _best)
        {
            _best = loss;
            _wait = 0;
            return;
        }

        Fires = ++_wait >= patience;
    }
}
