namespace Tracker.Plugins.Torch.Signals;

/// <summary>What is measured, and how often.</summary>
public sealed record RichSignalsOptions
{
    /// <summary>Which signals. Default all but the gradient norm, which most loops log at every step.</summary>
    public SignalKinds Kinds { get; init; } = SignalKinds.Usual;

    /// <summary>
    /// Share of the time of steps that measuring may take, above 0 to 1; the time between two probes adapts to it. Default 0.02. The first
    /// step is always probed; what its start-up takes comes once and is not counted.
    /// </summary>
    public double Budget { get; init; } = 0.02;

    /// <summary>From 1: probes the first step and every so many after it, whatever it costs, so that a run repeats. Null (default) keeps to the budget.</summary>
    public long? EverySteps { get; init; }

    /// <summary>Training samples, spread evenly, on which activations and losses are measured; 8 to 100,000. Default 2,048.</summary>
    public int ProbeSamples { get; init; } = 2_048;

    /// <summary>Samples of each of the two gradients of the noise scale; 1 to 100,000. Default 32.</summary>
    public int NoiseBatchSize { get; init; } = 32;

    /// <summary>Seed of what is drawn for the noise scale; the training's own random numbers are never used. Default 0.</summary>
    public int Seed { get; init; }

    internal RichSignalsOptions Checked()
    {
        if (!(Budget > 0 && Budget <= 1)) throw new ArgumentException($"{nameof(Budget)} is {Budget}: it is a share above 0, up to 1.");
        if (EverySteps < 1) throw new ArgumentException($"{nameof(EverySteps)} is {EverySteps}: it counts steps from 1.");
        if (ProbeSamples is < 8 or > 100_000) throw new ArgumentException($"{nameof(ProbeSamples)} is {ProbeSamples}: it is 8 to 100,000.");
        if (NoiseBatchSize is < 1 or > 100_000) throw new ArgumentException($"{nameof(NoiseBatchSize)} is {NoiseBatchSize}: it is 1 to 100,000.");
        return this;
    }
}

/// <summary>Groups of signals that are measured together.</summary>
[Flags]
public enum SignalKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>grad_norm: the norm of all gradients, for loops that do not log it themselves.</summary>
    GradientNorm = 1,

    /// <summary>The gradient norm of each layer, and the ratio of first to last.</summary>
    Layers = 2,

    /// <summary>How far a step moves the weights, which do not move, and the norm of the weights.</summary>
    Updates = 4,

    /// <summary>Zero, dead and saturated units and the spread between layers.</summary>
    Activations = 8,

    /// <summary>The gradient noise scale.</summary>
    NoiseScale = 16,

    /// <summary>The loss of training samples in eval mode, its two modes, and the list of suspect samples.</summary>
    TrainLoss = 32,

    /// <summary>All but the gradient norm.</summary>
    Usual = Layers | Updates | Activations | NoiseScale | TrainLoss,

    /// <summary>All.</summary>
    All = Usual | GradientNorm,
}
