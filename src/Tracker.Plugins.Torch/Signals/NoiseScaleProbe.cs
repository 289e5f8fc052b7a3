using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch.Signals;

/// <summary>
/// The gradient noise scale of McCandlish et al. 2018 (An Empirical Model of Large-Batch Training, appendix A.1): from the gradients of two
/// batches of B samples and of both together, |G|^2 = (2B |G_2B|^2 - B |G_B|^2) / B and S = (|G_B|^2 - |G_2B|^2) / (1/B - 1/2B), each
/// averaged over probes for they are noisy, and the scale is S / |G|^2. It is measured in eval mode on samples of its own drawing.
/// </summary>
internal sealed class NoiseScaleProbe(int batchSize, Random random)
{
    private const double Forgets = 0.125;

    private double _signal;
    private double _noise;
    private long _count;

    /// <summary>In samples; null while the estimate of |G|^2 is not above 0.</summary>
    internal double? Scale => _signal > 0 ? Math.Max(0, _noise / _signal) : null;

    /// <summary>Adds nothing while the estimate of |G|^2 is not above 0.</summary>
    public void Measure(Func<Tensor, Tensor> meanLoss, long samples, IReadOnlyList<Parameter> parameters, SignalRow row)
    {
        var batch = (int)Math.Min(batchSize, samples / 2);
        var trained = parameters.Where(parameter => parameter.requires_grad).Cast<Tensor>().ToArray();
        if (batch == 0 || trained.Length == 0) return;
        var rows = Draw(samples, 2 * batch);
        var first = Gradient(meanLoss, rows[..batch], trained);
        var second = Gradient(meanLoss, rows[batch..], trained);
        var small = (Square(first) + Square(second)) / 2;
        var large = Square([.. first.Zip(second, (a, b) => (a + b) / 2)]);
        Add(small, large, batch);
        if (Scale is { } scale) row.Add(SignalNames.NoiseScale, scale);
    }

    /// <summary>One more pair of squared gradient norms, at a batch size and at twice that.</summary>
    internal void Add(double small, double large, int batch)
    {
        if (!double.IsFinite(small) || !double.IsFinite(large)) return;
        _count++;
        var weight = Math.Max(Forgets, 1.0 / _count);
        _signal += weight * ((2 * large) - small - _signal);
        _noise += weight * ((2 * batch * (small - large)) - _noise);
    }

    private static Tensor[] Gradient(Func<Tensor, Tensor> meanLoss, long[] rows, Tensor[] trained)
    {
        var gradients = autograd.grad([meanLoss(tensor(rows))], trained, allow_unused: true);
        return [.. gradients.Where(gradient => gradient is not null && !gradient.IsInvalid)];
    }

    private static double Square(Tensor[] gradients)
    {
        if (gradients.Length == 0) return double.NaN;
        var norm = stack(gradients.Select(gradient => gradient.norm())).norm().to(ScalarType.Float64).item<double>();
        return norm * norm;
    }

    // Different samples each time, without a list of all of them.
    private long[] Draw(long samples, int count)
    {
        var rows = new HashSet<long>();
        if (2L * count > samples) return [.. Shuffled(samples).Take(count)];
        while (rows.Count < count) rows.Add(random.NextInt64(samples));
        return [.. rows];
    }

    private long[] Shuffled(long samples)
    {
        var rows = new long[samples];
        for (long i = 0; i < samples; i++) rows[i] = i;
        random.Shuffle(rows);
        return rows;
    }
}
