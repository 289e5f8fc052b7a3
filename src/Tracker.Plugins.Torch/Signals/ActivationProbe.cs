using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch.Signals;

/// <summary>
/// What layers put out for the samples of a probe, seen by hooks that are there only while it lasts. Layers are seen where the model
/// calls them (<c>call</c>, as a sequence does), not where it calls <c>forward</c> directly.
/// </summary>
internal sealed class ActivationProbe : IDisposable
{
    private const double End = 5;

    private readonly List<Action> _hooks = [];
    private readonly List<double> _spreads = [];
    private bool _unitsAreSecond;
    private double _zero = -1;
    private double _dead = -1;
    private double _saturated = -1;

    public ActivationProbe(nn.Module model)
    {
        foreach (var module in model.modules().Prepend(model).OfType<nn.Module<Tensor, Tensor>>().Distinct())
        {
            if (module is ReLU or ReLU6) Hook(module, static (probe, _, output) => probe.SeeRectified(output));
            else if (module is Tanh or Sigmoid) Hook(module, static (probe, input, _) => probe.SeeSaturating(input));
            else if (module.parameters(recurse: false).Any(parameter => parameter.dim() >= 2)) Hook(module, (probe, _, output) => probe.SeeWeighted(output, module is Convolution));
        }
    }

    public void Measure(SignalRow row)
    {
        if (_zero >= 0) row.Add(SignalNames.ZeroFraction, _zero);
        if (_dead >= 0) row.Add(SignalNames.DeadFraction, _dead);
        if (_saturated >= 0) row.Add(SignalNames.SaturatedFraction, _saturated);
        if (_spreads.Count >= 2) row.AddRatio(SignalNames.ActivationSpread, _spreads.Max(), _spreads.Min());
    }

    public void Dispose()
    {
        foreach (var remove in _hooks) remove();
        _hooks.Clear();
    }

    private void Hook(nn.Module<Tensor, Tensor> module, Action<ActivationProbe, Tensor, Tensor> see) =>
        _hooks.Add(module.register_forward_hook((_, input, output) =>
        {
            see(this, input, output);
            return output;
        }).remove);

    private void SeeRectified(Tensor output)
    {
        using var scope = NewDisposeScope();
        var zero = output.eq(0);
        _zero = Math.Max(_zero, zero.to(ScalarType.Float32).mean().to(ScalarType.Float64).item<double>());
        if (output.dim() < 2) return;

        // A unit is a channel after a convolution, else a place in the last dimension.
        var unit = _unitsAreSecond ? 1 : output.dim() - 1;
        var dead = zero.transpose(0, unit).reshape(output.shape[unit], -1).all(1);
        _dead = Math.Max(_dead, dead.to(ScalarType.Float32).mean().to(ScalarType.Float64).item<double>());
    }

    private void SeeSaturating(Tensor input)
    {
        using var scope = NewDisposeScope();
        _saturated = Math.Max(_saturated, input.abs().gt(End).to(ScalarType.Float32).mean().to(ScalarType.Float64).item<double>());
    }

    private void SeeWeighted(Tensor output, bool isConvolution)
    {
        using var scope = NewDisposeScope();
        _unitsAreSecond = isConvolution;
        _spreads.Add(output.to(ScalarType.Float32).std(unbiased: false).to(ScalarType.Float64).item<double>());
    }
}
