using Tracker.Replay.Readers;

namespace Tracker.Replay.Baselines;

/// <summary>
/// A z-score over a window of training losses, as spike guards use it: a loss more than <paramref name="limit"/> standard deviations above the
/// mean of the <paramref name="window"/> before it. What is not finite is neither judged nor kept.
/// </summary>
internal sealed class ZScoreWindow(double limit, int window = 50) : IBaseline
{
    private readonly double[] _losses = new double[window];
    private int _count;

    public string Name => FormattableString.Invariant($"z-score-{limit}");

    public bool Fires { get; private set; }

    public void Take(in LoggedRow row)
    {
        if (row.Loss is not { } loss) return;
        Fires = false;
        if (!double.IsFinite(loss)) return;
        if (_count >= window)
        {
            var (mean, deviation) = Moments();
            Fires = deviation > 0 && loss - mean > limit * deviation;
        }

        _losses[_count++ % window] = loss;
    }

    private (double Mean, double Deviation) Moments()
    {
        double sum = 0;
        foreach (var loss in _losses) sum += loss;
        var mean = sum / window;
        double squares = 0;
        foreach (var loss in _losses) squares += (loss - mean) * (loss - mean);
        return (mean, Math.Sqrt(squares / window));
    }
}
