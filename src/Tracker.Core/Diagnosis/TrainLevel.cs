using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis;

/// <summary>Where the train loss stands, over enough samples to be set beside an evaluation.</summary>
/// <param name="Now">Mean of the last blocks, a sixteenth of a planned run; of few samples the fast mean.</param>
/// <param name="Before">What it was about half of the samples ago; NaN of few samples.</param>
/// <param name="Since">Samples since then.</param>
internal readonly record struct TrainLevel(double Now, double Before, long Since)
{
    private const int Blocks = 4;

    /// <summary>How much it fell of late.</summary>
    public double LateFall => double.IsNaN(Before) ? 0 : Before - Now;

    public static TrainLevel Of(in RunView view)
    {
        ref readonly var loss = ref view.Loss;
        var now = loss.Fast;
        if (loss.Blocks.Held >= Blocks && loss.Count >= 32)
        {
            now = 0;
            for (var i = 1; i <= Blocks; i++) now += loss.Blocks.Means[(int)loss.Blocks.Held - i] / Blocks;
        }

        // The fast mean is kept at powers of two: that of half of the samples ago, or a little less.
        var (at, then) = loss.Count - loss.SnapshotAt >= loss.SnapshotAt / 2 ? (loss.SnapshotAt, loss.Snapshot) : (loss.EarlierSnapshotAt, loss.EarlierSnapshot);
        return at < 4 ? new TrainLevel(now, double.NaN, 0) : new TrainLevel(now, then, loss.Count - at);
    }
}
