using Tracker.Plugins.Torch.Signals;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker.Plugins.Torch.Tests.Signals;

[Collection(OneAtATime.Name)]
public sealed class RichSignalsTests
{
    private static readonly RichSignalsOptions EveryStep = new() { EverySteps = 1, Kinds = SignalKinds.All };

    [Fact]
    public void Step_Usual_SendsEverySignalOnce()
    {
        using var bench = new SignalBench(Sequential(("first", Linear(4, 8)), ("relu", ReLU()), ("tanh", Tanh()), ("last", Linear(8, 2))), EveryStep);
        bench.Train(1);
        Assert.Equal(
            [
                "grad_norm", "layers/00.first/grad_norm", "layers/01.last/grad_norm", SignalNames.ActivationSpread, SignalNames.DeadFraction,
                SignalNames.FrozenFraction, SignalNames.GradientRatio, SignalNames.NoiseScale, SignalNames.SaturatedFraction, SignalNames.SuspectFraction,
                SignalNames.SuspectGap, SignalNames.EvalTrainLoss, SignalNames.UpdateRatio, SignalNames.UpdateSpread, SignalNames.WeightNorm,
                SignalNames.ZeroFraction,
            ],
            bench.Samples.Select(sample => sample.Name).Order(StringComparer.Ordinal));
        Assert.All(bench.Samples, sample => Assert.Equal(1, sample.Step));
    }

    [Fact]
    public void Step_GradientsSetByHand_NormsAreTheirs()
    {
        using var bench = new SignalBench(Sequential(("first", Linear(4, 2)), ("last", Linear(2, 2))), EveryStep);
        var parameters = bench.Model.parameters().ToArray();
        foreach (var parameter in parameters) parameter.grad = zeros_like(parameter);
        parameters[0].grad!.fill_(3);
        parameters[1].grad!.fill_(0.5);
        parameters[2].grad!.fill_(1);
        bench.Signals.Step(1, () => { });
        // 8 elements of 3, 2 of 0.5, 4 of 1.
        Assert.Equal(Math.Sqrt(72 + 0.5), bench.Single("layers/00.first/grad_norm"), 1e-5);
        Assert.Equal(2, bench.Single("layers/01.last/grad_norm"), 1e-5);
        Assert.Equal(Math.Sqrt(76.5), bench.Single(MetricNames.GradientNorm), 1e-5);
        Assert.Equal(3, bench.Single(SignalNames.GradientRatio), 1e-5);
    }

    [Fact]
    public void Step_UpdateByHand_RatiosAreOfThatUpdate()
    {
        using var bench = new SignalBench(Sequential(("first", Linear(4, 2)), ("last", Linear(2, 2))), EveryStep);
        var weights = bench.Model.parameters().ToArray();
        using (no_grad())
        {
            weights[0].fill_(1);
            weights[1].fill_(0);
            weights[2].fill_(2);
            weights[3].fill_(0);
        }

        bench.Train(1, () =>
        {
            using var noGradient = no_grad();
            weights[0].mul_(1.1);
            weights[2].mul_(1.002);
        });
        Assert.Equal((0.1 + 0.002) / 2, bench.Single(SignalNames.UpdateRatio), 1e-6);
        Assert.Equal(50, bench.Single(SignalNames.UpdateSpread), 0.01);
        Assert.Equal(4 / 16.0, bench.Single(SignalNames.FrozenFraction), 1e-9);
        Assert.Equal(Math.Sqrt(8 + 16), bench.Single(SignalNames.WeightNorm), 1e-5);
    }

    [Fact]
    public void Step_FrozenLayer_IsSaid()
    {
        using var bench = new SignalBench(Sequential(("first", Linear(4, 10)), ("relu", ReLU()), ("last", Linear(10, 2))), EveryStep);
        foreach (var parameter in bench.Model.parameters().Take(2)) parameter.requires_grad = false;
        bench.Train(1);
        Assert.Equal(50 / 72.0, bench.Single(SignalNames.FrozenFraction), 1e-9);
        Assert.DoesNotContain("layers/00.first/grad_norm", bench.Names);
        Assert.DoesNotContain(SignalNames.GradientRatio, bench.Names);
    }

    [Fact]
    public void Step_NoUpdate_NothingMoved()
    {
        using var bench = new SignalBench(Sequential(Linear(4, 10), ReLU(), Linear(10, 2)), EveryStep);
        bench.Train(1, () => { });
        Assert.Equal(1, bench.Single(SignalNames.FrozenFraction));
        Assert.Equal(0, bench.Single(SignalNames.UpdateRatio));
    }

    [Fact]
    public void Step_DeadUnits_AreCountedInTheWorstLayer()
    {
        var hidden = Linear(4, 4);
        using (no_grad())
        {
            // Two units are 0 for every sample, one is a half of them, one for none.
            hidden.weight!.zero_();
            hidden.weight![2, 0] = 1;
            hidden.bias!.copy_(tensor(new float[] { -1, -1, 0, 1 }));
        }

        using var bench = new SignalBench(Sequential(hidden, ReLU(), Linear(4, 2)), EveryStep);
        bench.Train(1);
        Assert.Equal(0.5, bench.Single(SignalNames.DeadFraction));
        var zeros = bench.Inputs.select(1, 0).le(0).sum().item<long>();
        Assert.Equal((2 * 64 + zeros) / 256.0, bench.Single(SignalNames.ZeroFraction), 1e-6);
    }

    [Fact]
    public void Step_DeadChannelOfAConvolution_IsAUnit()
    {
        var convolution = Conv1d(1, 4, 3, padding: 1);
        using (no_grad()) convolution.bias![1] = -100;
        using var bench = new SignalBench(Sequential(Unflatten(1, [1, 4]), convolution, ReLU(), Flatten(), Linear(16, 2)), EveryStep);
        bench.Train(1);
        Assert.Equal(0.25, bench.Single(SignalNames.DeadFraction));
    }

    [Fact]
    public void Step_SaturatedTanh_IsCountedByItsInput()
    {
        var hidden = Linear(4, 4);
        using (no_grad())
        {
            hidden.weight!.zero_();
            hidden.bias!.copy_(tensor(new float[] { 5.1f, -6, 4.9f, 0 }));
        }

        using var bench = new SignalBench(Sequential(hidden, Tanh(), Linear(4, 2)), EveryStep);
        bench.Train(1);
        Assert.Equal(0.5, bench.Single(SignalNames.SaturatedFraction));
    }

    [Fact]
    public void Step_LayersOfUnlikeSize_SpreadIsOfTheirDeviations()
    {
        var (first, last) = (Linear(4, 4, hasBias: false), Linear(4, 4, hasBias: false));
        using (no_grad())
        {
            first.weight!.copy_(eye(4));
            last.weight!.copy_(eye(4) * 0.01);
        }

        using var bench = new SignalBench(Sequential(first, last), EveryStep);
        bench.Train(1);
        Assert.Equal(100, bench.Single(SignalNames.ActivationSpread), 0.01);
    }

    [Fact]
    public void Step_TrainLoss_IsThatOfEvalModeBeforeTheUpdate()
    {
        using var bench = new SignalBench(Sequential(Linear(4, 8), Dropout(0.9), Linear(8, 2)), EveryStep);
        double before;
        using (no_grad())
        {
            bench.Model.eval();
            before = functional.cross_entropy(bench.Model.call(bench.Inputs), bench.Labels).item<float>();
        }

        bench.Train(1);
        Assert.Equal(before, bench.Single(SignalNames.EvalTrainLoss), 1e-5);
    }

    [Fact]
    public void Step_WithSignals_TrainsToTheSameWeights()
    {
        var with = Weights(EveryStep);
        Assert.Equal(Weights(EveryStep with { Kinds = SignalKinds.None }), with);

        static float[] Weights(RichSignalsOptions options)
        {
            random.manual_seed(3);
            using var bench = new SignalBench(Sequential(Linear(4, 8), BatchNorm1d(8), ReLU(), Dropout(0.5), Linear(8, 2)), options);
            for (var step = 1; step <= 20; step++) bench.Train(step);
            return [.. bench.Model.state_dict().Values.SelectMany(tensor => tensor.to(ScalarType.Float32).data<float>().ToArray())];
        }
    }

    [Fact]
    public void Step_LayerThatIsKeptInEvalMode_StaysSo()
    {
        var kept = Dropout(0.5);
        using var bench = new SignalBench(Sequential(Linear(4, 8), kept, Linear(8, 2)), EveryStep);
        bench.Model.train();
        kept.eval();
        bench.Signals.Step(1, () => { });
        Assert.False(kept.training);
        Assert.True(bench.Model.training);
    }

    [Fact]
    public void Step_ManySteps_KeepsNoNativeMemory()
    {
        using var bench = new SignalBench(Sequential(Linear(4, 8), ReLU(), Linear(8, 2)), EveryStep);
        for (var step = 1; step <= 3; step++) bench.Train(step);
        var before = Tensor.TotalCount;
        for (var step = 4; step <= 30; step++) bench.Train(step);
        // Fewer where finalizers of tests before this one run meanwhile.
        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    [Fact]
    public void Step_EverySoMany_ProbesTheFirstAndThose()
    {
        using var bench = new SignalBench(Sequential(Linear(4, 8), ReLU(), Linear(8, 2)), EveryStep with { EverySteps = 10 });
        for (var step = 1; step <= 31; step++) bench.Train(step);
        Assert.Equal([1, 11, 21, 31], bench.Samples.Select(sample => sample.Step).Distinct());
        Assert.Equal(4, bench.Signals.Probes);
    }
}
