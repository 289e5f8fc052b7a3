using Tracker.Replay.Readers;

namespace Tracker.Replay.Baselines;

/// <summary>
/// SageMaker Debugger, Overfit: (validation loss - training loss) / training loss above a threshold, for <paramref name="patience"/>
/// evaluations in a row. The training loss is the last that was logged.
/// </summary>
internal sealed class SageMakerOverfit(double ratio = 0.1, int patience = 1) : IBaseline
{
    private double? _loss;
    private int _above;

    public string Name => "sagemaker-overfit";

    public bool Fires { get; private set; }

    public void Take(in LoggedRow row)
    {
        _loss = row.Loss ?? _loss;
        if (row.ValidationLoss is not { } validation || _loss is not { } training) return;
        _above = (validation - training) / training > ratio ? _above + 1 : 0;
        Fires = _above >= patience;
    }
}
