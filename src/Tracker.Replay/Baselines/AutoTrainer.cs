using Tracker.Replay.Readers;

namespace Tracker.Replay.Baselines;

/// <summary>
/// AUTOTRAINER (ICSE 2021), the rules that need no gradients, asked every three epochs. Explode: a training loss that is not finite or above
/// 1000. Oscillating: local maxima and minima of the accuracy, paired as they come, differ by 0.03 or more in a fifth of the epochs. Slow: the
/// best accuracies stay below 0.7 and no epoch gained 0.01. The last two only after 30 % of the epochs, and where an accuracy is logged.
/// </summary>
/// <param name="plannedEpochs">Epochs of the whole training, which its callback is told; null where nobody knows.</param>
internal sealed class AutoTrainer(int? plannedEpochs) : IBaseline
{
    private const int Interval = 3;
    private const double Exploded = 1e3;
    private const double Swing = 0.03;
    private const double SwingShare = 0.2;
    private const double GoodAccuracy = 0.7;
    private const double Gain = 0.01;
    private const double FirstShare = 0.3;

    private readonly List<double> _training = [];
    private readonly List<double> _validation = [];
    private EpochLog _epochs;
    private bool _isExploded;

    public string Name => "autotrainer";

    public bool Fires { get; private set; }

    public void Take(in LoggedRow row)
    {
        if (!_epochs.TryEnd(row, out var epoch)) return;
        if (epoch.Loss is { } loss) _isExploded |= !double.IsFinite(loss) || loss > Exploded;
        if (epoch.Accuracy is { } accuracy) _training.Add(accuracy);
        if (epoch.ValidationAccuracy is { } validation) _validation.Add(validation);
        var done = epoch.Epoch + 1;
        if (done % Interval != 0) return;
        Fires = _isExploded || (done >= FirstShare * plannedEpochs && (IsOscillating(_training) || IsOscillating(_validation) || IsSlow()));
    }

    private static bool IsOscillating(List<double> accuracies)
    {
        var maxima = new List<double>();
        var minima = new List<double>();
        for (var i = 1; i < accuracies.Count - 1; i++)
        {
            var (before, now, after) = (accuracies[i - 1], accuracies[i], accuracies[i + 1]);
            if (now > before && now > after) maxima.Add(now);
            if (now < before && now < after) minima.Add(now);
        }

        var swings = maxima.Zip(minima).Count(pair => pair.First - pair.Second >= Swing);
        return swings > 0 && swings >= SwingShare * accuracies.Count;
    }

    private bool IsSlow()
    {
        var series = new[] { _training, _validation }.Where(one => one.Count > 1).ToList();
        return series.Count > 0 && series.TrueForAll(one => one.Max() < GoodAccuracy && LargestGain(one) < Gain);
    }

    private static double LargestGain(List<double> accuracies) => accuracies.Zip(accuracies.Skip(1), (before, after) => after - before).Max();
}
