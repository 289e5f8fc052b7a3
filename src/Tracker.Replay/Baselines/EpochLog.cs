using Tracker.Replay.Readers;

namespace Tracker.Replay.Baselines;

/// <summary>What the callbacks of a framework are given at the end of an epoch. What was not logged is null.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Loss">Mean of the training losses since the epoch before.</param>
/// <param name="ValidationLoss">Of the evaluation that ended the epoch.</param>
/// <param name="Accuracy">On the training data.</param>
/// <param name="ValidationAccuracy">Of the evaluation.</param>
internal readonly record struct EpochRow(int Epoch, double? Loss, double? ValidationLoss, double? Accuracy, double? ValidationAccuracy);

/// <summary>
/// Makes epochs of a stream: each ends with an evaluation. One before training is no epoch, as no framework calls a callback for it.
/// </summary>
internal struct EpochLog
{
    private double _sum;
    private long _count;
    private int _epochs;

    /// <summary>Takes a row; true where it ends an epoch.</summary>
    public bool TryEnd(in LoggedRow row, out EpochRow epoch)
    {
        epoch = default;
        if (row.Loss is { } loss)
        {
            _sum += loss;
            _count++;
        }

        if (!row.IsEvaluation) return false;
        var isBeforeTraining = row.Step == 0;
        if (!isBeforeTraining)
            epoch = new EpochRow(_epochs++, _count > 0 ? _sum / _count : null, row.ValidationLoss, row.Accuracy, row.ValidationAccuracy);
        _sum = 0;
        _count = 0;
        return !isBeforeTraining;
    }
}
