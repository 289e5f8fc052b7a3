using Tracker.Replay.Readers;

namespace Tracker.Replay.Baselines;

/// <summary>
/// Keras 3 ReduceLROnPlateau on the validation loss, its reductions taken as alarms: it reduces at bad epoch number
/// <paramref name="patience"/> and counts from 0 again; the cooldown is counted down first, and a better loss in it still becomes the best.
/// </summary>
internal sealed class KerasReduceLearningRate(int patience = 10, double minDelta = 1e-4, int cooldown = 0) : IBaseline
{
    private EpochLog _epochs;
    private double _best = double.PositiveInfinity;
    private int _wait;
    private int _cooling;

    public string Name => "keras-reduce-lr-on-plateau";

    public bool Fires { get; private set; }

    public void Take(in LoggedRow row)
    {
        if (!_epochs.TryEnd(row, out var epoch) || epoch.ValidationLoss is not { } loss) return;
        Fires = false;
        if (_cooling > 0)
        {
            _cooling--;
            _wait = 0;
        }

        if (loss < _best - minDelta)
        {
            _best = loss;
            _wait = 0;
            return;
        }

        if (_cooling > 0 || ++_wait < patience) return;
        Fires = true;
        _cooling = cooldown;
        _wait = 0;
    }
}
