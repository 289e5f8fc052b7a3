using Tracker.Replay.Readers;

namespace Tracker.Replay.Baselines;

/// <summary>
/// DeepDiagnosis (ICSE 2022), the rules that need neither activations nor weights, asked every epoch: a loss that is not finite; an accuracy
/// that is 0 or no number; the mean of the last 5 losses, or of the last 20 accuracies, exactly their maximum.
/// </summary>
internal sealed class DeepDiagnosis : IBaseline
{
    private readonly Queue<double> _losses = new();
    private readonly Queue<double> _accuracies = new();
    private EpochLog _epochs;

    public string Name => "deepdiagnosis";

    public bool Fires { get; private set; }

    public void Take(in LoggedRow row)
    {
        if (!_epochs.TryEnd(row, out var epoch)) return;
        var accuracy = epoch.Accuracy ?? epoch.ValidationAccuracy;
        Fires = epoch.Loss is { } loss && (!double.IsFinite(loss) || IsFlat(_losses, 5, loss));
        Fires |= accuracy is { } share && (double.IsNaN(share) || share == 0 || IsFlat(_accuracies, 20, share));
    }

    /// <summary>Mean and maximum are the same number, as the rule asks it, and not nearly so.</summary>
    private static bool IsFlat(Queue<double> last, int size, double value)
    {
        last.Enqueue(value);
        if (last.Count > size) last.Dequeue();
        return last.Count == size && last.Average().Equals(last.Max());
    }
}
