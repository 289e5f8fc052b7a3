using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch.Signals;

/// <summary>Norms of the gradients as they stand between backward and update.</summary>
internal sealed class GradientProbe(IReadOnlyList<Parameter> parameters, IReadOnlyList<WeightLayer> layers)
{
    // More names than people read; of a deeper model these are spread evenly from first to last.
    private const int MostLayers = 40;

    private readonly IReadOnlyList<WeightLayer> _shown = layers.Count <= MostLayers
        ? layers
        : [.. Enumerable.Range(0, MostLayers).Select(i => layers[(int)Math.Round(i * (layers.Count - 1.0) / (MostLayers - 1))])];

    public void Measure(SignalKinds kinds, SignalRow row)
    {
        if (kinds.HasFlag(SignalKinds.GradientNorm)) row.Add(MetricNames.GradientNorm, Norm(parameters));
        if (!kinds.HasFlag(SignalKinds.Layers)) return;
        for (var i = 0; i < _shown.Count; i++)
        {
            // What is frozen has no gradient, which is not a gradient of 0.
            if (_shown[i].Parameters.Any(parameter => parameter.requires_grad))
                row.Add(SignalNames.LayerGradientNorm(i, _shown[i].Name), Norm(_shown[i].Parameters));
        }

        var trained = layers.Where(layer => layer.Weight.requires_grad).ToArray();
        if (trained.Length >= 2) row.AddRatio(SignalNames.GradientRatio, RootMeanSquare(trained[0].Weight), RootMeanSquare(trained[^1].Weight));
    }

    private static double RootMeanSquare(Parameter weight) => Norm([weight]) / Math.Sqrt(weight.numel());

    private static double Norm(IReadOnlyList<Parameter> of)
    {
        var norms = of.Select(parameter => parameter.grad).Where(gradient => gradient is not null).Select(gradient => gradient!.norm()).ToArray();
        return norms.Length == 0 ? 0 : stack(norms).norm().to(ScalarType.Float64).item<double>();
    }
}
