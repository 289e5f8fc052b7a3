using TorchSharp.Modules;
using Tracker.Plugins.Abstractions;
using Tracker.Plugins.Digits;
using Tracker.Plugins.Torch.Signals;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch.Tests.Signals;

/// <summary>A small training with signals, of two classes that a line tells apart.</summary>
internal sealed class SignalBench : IDisposable
{
    private readonly RecordingContext _context = new(new DigitsPlugin());

    public SignalBench(nn.Module<Tensor, Tensor> model, RichSignalsOptions options, int samples = 64, TimeProvider? time = null, long[]? labels = null)
    {
        using var generator = new Generator(7, CPU);
        Model = model;
        Inputs = randn(samples, 4, generator: generator);
        Labels = labels is null ? Inputs.select(1, 0).gt(0).to(ScalarType.Int64) : tensor(labels);
        Optimizer = optim.SGD(model.parameters(), 0.1);
        Signals = new RichSignals(model, Inputs, Labels, _context, options, time: time);
    }

    public nn.Module<Tensor, Tensor> Model { get; }

    public Tensor Inputs { get; }

    public Tensor Labels { get; }

    public OptimizerHelper Optimizer { get; set; }

    public RichSignals Signals { get; }

    public IJobContext Context => _context;

    public string Folder => _context.WorkDirectory;

    public string[] Names => [.. _context.Samples.Select(sample => sample.Name).Distinct()];

    public (long Step, string Name, double Value)[] Samples => [.. _context.Samples];

    public double[] Values(string name) => _context.Values(name);

    public double Single(string name) => Assert.Single(Values(name));

    /// <summary>One step on all samples; what happens in place of the optimizer's step can be chosen.</summary>
    public void Train(long step, Action? update = null)
    {
        using var scope = NewDisposeScope();
        Model.train();
        Optimizer.zero_grad();
        nn.functional.cross_entropy(Model.call(Inputs), Labels).backward();
        Signals.Step(step, update ?? (() => Optimizer.step()));
    }

    public void Dispose()
    {
        Signals.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
        Inputs.Dispose();
        Labels.Dispose();
        _context.Dispose();
    }
}
