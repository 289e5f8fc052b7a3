using TorchSharp.Modules;
using Tracker.Plugins.Abstractions;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch;

/// <summary>Optimizers by the names that people use. All of these can be saved in a checkpoint.</summary>
public static class Optimizers
{
    private const double Momentum = 0.9;

    /// <summary>Names for <see cref="Create"/>: <c>momentum</c> is SGD with momentum 0.9.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sgd", "momentum", "adam", "adamw", "rmsprop"];

    /// <summary>Makes one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="parameters">What it updates.</param>
    /// <param name="learningRate">Above 0.</param>
    /// <param name="weightDecay">From 0; decoupled from the gradient for adamw, added to it for the others.</param>
    /// <exception cref="JobRefusedException">The name is not known.</exception>
    public static OptimizerHelper Create(string name, IEnumerable<Parameter> parameters, double learningRate, double weightDecay) => name switch
    {
        "sgd" => optim.SGD(parameters, learningRate, weight_decay: weightDecay),
        "momentum" => optim.SGD(parameters, learningRate, Momentum, weight_decay: weightDecay),
        "adam" => optim.Adam(parameters, learningRate, weight_decay: weightDecay),
        "adamw" => optim.AdamW(parameters, learningRate, weight_decay: weightDecay),
        "rmsprop" => optim.RMSProp(parameters, learningRate, weight_decay: weightDecay),
        _ => throw new JobRefusedException($"Optimizer '{name}' is not known: there are {string.Join(", ", Names)}."),
    };
}
