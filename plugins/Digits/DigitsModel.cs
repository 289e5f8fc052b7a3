using Tracker.Plugins.Abstractions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker.Plugins.Digits;

/// <summary>From inputs (N, 1, 8, 8) to scores (N, 10).</summary>
internal static class DigitsModel
{
    private const int Classes = 10;
    private const int FirstChannels = 16;

    public static Module<Tensor, Tensor> Of(HyperparameterValues hyperparameters)
    {
        var hidden = hyperparameters.Whole("hidden");
        var dropout = hyperparameters.Real("dropout");
        return hyperparameters.Text("model") == "cnn"
            ? Sequential(
                Conv2d(1, FirstChannels, 3, padding: 1),
                ReLU(),
                Conv2d(FirstChannels, hidden, 3, padding: 1),
                ReLU(),
                MaxPool2d(2),
                Flatten(),
                Dropout(dropout),
                Linear(hidden * 16, Classes))
            : Sequential(Flatten(), Linear(64, hidden), ReLU(), Dropout(dropout), Linear(hidden, Classes));
    }
}
