using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch.Signals;

/// <summary>How far one update moves the parameters: a copy from before it is compared with what is there after it.</summary>
internal sealed class UpdateProbe(IReadOnlyList<Parameter> parameters)
{
    private Tensor[] _before = [];

    public void Before() => _before = [.. parameters.Select(parameter => parameter.detach().clone())];

    public void After(SignalRow row)
    {
        var ratios = new List<double>();
        var (still, all, square) = (0L, 0L, 0.0);
        for (var i = 0; i < parameters.Count; i++)
        {
            var norms = stack([_before[i].norm(), (parameters[i].detach() - _before[i]).norm()]).to(ScalarType.Float64).cpu().data<double>();
            var (norm, change) = (norms[0], norms[1]);
            square += norm * norm;
            all += _before[i].numel();
            if (change == 0) still += _before[i].numel();
            if (_before[i].dim() >= 2 && norm > 0) ratios.Add(change / norm);
        }

        _before = [];
        row.Add(SignalNames.WeightNorm, Math.Sqrt(square));
        if (all > 0) row.Add(SignalNames.FrozenFraction, still / (double)all);
        if (ratios.Count == 0) return;
        ratios.Sort();
        row.Add(SignalNames.UpdateRatio, (ratios[(ratios.Count - 1) / 2] + ratios[ratios.Count / 2]) / 2);
        var moved = ratios.Where(ratio => ratio > 0).ToArray();
        if (moved.Length > 0) row.AddRatio(SignalNames.UpdateSpread, moved[^1], moved[0]);
    }
}
