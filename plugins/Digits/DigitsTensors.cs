using Tracker.Plugins.Torch;
using static TorchSharp.torch;

namespace Tracker.Plugins.Digits;

internal static class DigitsTensors
{
    /// <summary>Inputs of shape (N, 1, 8, 8) and labels of shape (N), on the device.</summary>
    public static LabelledData Of(IReadOnlyList<Digit> train, IReadOnlyList<Digit> validation, Device device) =>
        new(Inputs(train, device), Labels(train, device), Inputs(validation, device), Labels(validation, device));

    private static Tensor Inputs(IReadOnlyList<Digit> digits, Device device) =>
        tensor([.. digits.SelectMany(digit => digit.Pixels)], [digits.Count, 1, 8, 8], device: device);

    private static Tensor Labels(IReadOnlyList<Digit> digits, Device device) =>
        tensor([.. digits.Select(digit => (long)digit.Label)], device: device);
}
