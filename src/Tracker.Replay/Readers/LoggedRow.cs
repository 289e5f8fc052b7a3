namespace Tracker.Replay.Readers;

/// <summary>What a trainer logged at one step, as the published rules read it. What it did not log is null.</summary>
/// <param name="Step">In the unit in which it logs: steps, or epochs.</param>
/// <param name="Loss">Training loss.</param>
/// <param name="ValidationLoss">Loss of an evaluation.</param>
/// <param name="Accuracy">Accuracy on the training data, 0 to 1.</param>
/// <param name="ValidationAccuracy">Accuracy of an evaluation, 0 to 1.</param>
public readonly record struct LoggedRow(
    long Step, double? Loss = null, double? ValidationLoss = null, double? Accuracy = null, double? ValidationAccuracy = null)
{
    /// <summary>An evaluation was made.</summary>
    public bool IsEvaluation => ValidationLoss is not null || ValidationAccuracy is not null;
}
