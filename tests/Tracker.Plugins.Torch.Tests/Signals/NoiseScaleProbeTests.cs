using Tracker.Plugins.Torch.Signals;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker.Plugins.Torch.Tests.Signals;

[Collection(OneAtATime.Name)]
public sealed class NoiseScaleProbeTests
{
    [Fact]
    public void Measure_GradientsOfKnownNoise_FindsTheirRatio()
    {
        // Loss w . x of one weight vector: the gradient of a sample is the sample, with mean (2, 0, 0, 0) and variance 9 in each of 4 numbers.
        using var generator = new Generator(1, CPU);
        using var inputs = (3 * randn(4_096, 4, generator: generator)) + tensor(new float[] { 2, 0, 0, 0 });
        using var weights = new TorchSharp.Modules.Parameter(zeros(4));
        var probe = new NoiseScaleProbe(64, new Random(2));
        var row = new SignalRow();
        for (var i = 0; i < 200; i++)
        {
            using var scope = NewDisposeScope();
            probe.Measure(rows => inputs.index_select(0, rows).matmul(weights).mean(), 4_096, [weights], row);
        }

        // Trace 36 over squared mean 4.
        Assert.Equal(200, row.Values.Length);
        var scales = row.Values.ToArray().Select(pair => pair.Value).ToArray();
        Assert.Equal(9, scales[50..].Average(), 2.0);
    }

    [Fact]
    public void Add_NormsByHand_GiveTheFormula()
    {
        // Each sample has |G|^2 = 1 and S = 32: |G_B|^2 = 1 + 32/B.
        var probe = new NoiseScaleProbe(16, new Random(1));
        probe.Add(1 + (32 / 16.0), 1 + (32 / 32.0), 16);
        Assert.Equal(32, probe.Scale!.Value, 1e-9);
    }

    [Fact]
    public void Measure_OneSampleOrNothingToTrain_SaysNothing()
    {
        using var model = Linear(4, 2);
        var row = new SignalRow();
        new NoiseScaleProbe(8, new Random(1)).Measure(_ => throw new InvalidOperationException(), 1, [.. model.parameters()], row);
        foreach (var parameter in model.parameters()) parameter.requires_grad = false;
        new NoiseScaleProbe(8, new Random(1)).Measure(_ => throw new InvalidOperationException(), 100, [.. model.parameters()], row);
        Assert.Equal(0, row.Values.Length);
    }
}
