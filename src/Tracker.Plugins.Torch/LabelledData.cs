using static TorchSharp.torch;

namespace Tracker.Plugins.Torch;

/// <summary>Samples with their classes, for training and for validation, on one device.</summary>
/// <param name="TrainInputs">float32; the first dimension counts samples, the others are what the model takes.</param>
/// <param name="TrainLabels">int64, one class from 0 a sample.</param>
/// <param name="ValidationInputs">As the training inputs; at least one sample.</param>
/// <param name="ValidationLabels">As the training labels.</param>
public sealed record LabelledData(Tensor TrainInputs, Tensor TrainLabels, Tensor ValidationInputs, Tensor ValidationLabels) : IDisposable
{
    /// <summary>Training samples.</summary>
    public long TrainSize => TrainInputs.shape[0];

    /// <summary>Validation samples.</summary>
    public long ValidationSize => ValidationInputs.shape[0];

    /// <inheritdoc/>
    public void Dispose()
    {
        TrainInputs.Dispose();
        TrainLabels.Dispose();
        ValidationInputs.Dispose();
        ValidationLabels.Dispose();
    }
}
