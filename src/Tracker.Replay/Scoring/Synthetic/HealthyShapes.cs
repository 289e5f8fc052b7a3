using Tracker.Core.Runs;
using Tracker.Replay.Traces;

namespace Tracker.Replay.Scoring.Synthetic;

/// <summary>The losses of trainings in which nothing is wrong: those that need no word, and those that are known by their kind or their phases.</summary>
internal static class HealthyShapes
{
    private const double Floor = 0.3;
    private const double Gain = 2;
    private const double Noise = 0.1;

    /// <summary>Supervised, without a word of what is special.</summary>
    public static IEnumerable<HealthyStream> Plain =>
    [
        Supervised("plain", static (p, noise) => Learnt(p) + Small(noise)),
        Supervised("linear warm-up", static (p, noise) => Learnt(p < 0.05 ? p * p / 0.1 : p - 0.025) + Small(noise)),
        Supervised("hard warm-up", static (p, noise) => Learnt(p < 0.02 ? p / 100 : p - 0.0198) + Small(noise)),
        Supervised("cosine schedule", static (p, noise) => Learnt(0.5 * (p + (Math.Sin(Math.PI * p) / Math.PI))) + (Small(noise) * (0.3 + (0.7 * (1 + Math.Cos(Math.PI * p)) / 2)))),
        Supervised("step drops of the rate", static (p, noise) => Learnt(p) + (p < 0.5 ? 0.2 : p < 0.75 ? 0.05 : 0) + (Small(noise) * (p < 0.5 ? 1 : p < 0.75 ? 0.4 : 0.2))),
        Supervised("cyclic rate", static (p, noise) => Learnt(p) + (0.05 * Math.Abs((20 * p % 2) - 1)) + Small(noise)),
        Supervised("heavy-tailed noise", static (p, noise) => Learnt(p) + (0.3 * Noise * noise.Next() / Math.Sqrt((Square(noise) + Square(noise) + 1e-4) / 2))),
        Supervised("power law of a language model", static (p, noise) => 2 + (8.8 * Math.Pow(1 + (2000 * p), -0.3)) + (0.5 * Small(noise))),
        Supervised("sawtooth at epochs", static (p, noise) => Learnt(p) + (0.08 * (40 * p % 1)) + Small(noise)),
        Supervised("negative likelihood", static (p, noise) => 5 - (25 * (1 - Math.Exp(-6 * p))) + (5 * Small(noise))),
        Supervised("start at 1e25", static (p, noise) => Math.Pow(10, 25 * Math.Exp(-12 * p)) * (1 + Small(noise))),
        Supervised("tiny scale", static (p, noise) => 1e-6 * (Learnt(p) + Small(noise))),
        Supervised("early drop, then flat, as diffusion", static (p, noise) => 0.1 + (0.9 * Math.Exp(-300 * p)) + (0.2 * Small(noise))),
        Supervised("six spikes of three steps", static (p, noise) => Learnt(p) + Small(noise) + (IsSpike(p) ? Gain : 0)),
        Supervised("down to 1e-6", static (p, noise) => 2.3 * Math.Pow(10, -6.4 * p) * Math.Exp(Small(noise))),
        Supervised("noise of half the gain", static (p, noise) => Learnt(p) + (10 * Small(noise))),
        Supervised("plateau, then escape", static (p, noise) => 2.3 - (p < 0.3 ? 0 : 1.8 * (1 - Math.Exp(-10 * (p - 0.3)))) + (0.2 * Small(noise))) with { IsFlatAtFirst = true },
    ];

    /// <summary>Known by what their trainers declare.</summary>
    public static IEnumerable<HealthyStream> Declared =>
    [
        Supervised("data switch, declared as a phase", static (p, noise) => Learnt(p) + (p < 0.5 ? 0 : 0.8 * Math.Exp(-10 * (p - 0.5))) + Small(noise)) with { Phases = [0.5] },
        Supervised("hardening curriculum, declared as phases", static (p, noise) => Floor + (0.3 * Math.Floor(4 * p)) + ((p < 0.25 ? Gain : 0.5) * Math.Exp(-20 * (p % 0.25))) + Small(noise)) with { Phases = [0.25, 0.5, 0.75] },
        Supervised("annealed weight of a term, declared as phases", static (p, noise) => 0.5 + Math.Exp(-20 * p) + (p < 0.4 ? 0 : Math.Min(0.6, 3 * (p - 0.4))) + Small(noise)) with { Phases = [0.4, 0.5, 0.6] },
        new("generator of an adversarial pair", TrainingKind.Adversarial, static (p, noise) => 0.7 + (2 * p) + (0.3 * Math.Sin(60 * p)) + (3 * Small(noise))),
        new("policy loss near 0", TrainingKind.PolicyGradient, static (_, noise) => 0.3 * Small(noise)),
        new("value loss that rises with the rewards", TrainingKind.PolicyGradient, static (p, noise) => 0.1 + (5 * p) + ((1 + (10 * p)) * Small(noise))),
        new("flat fine-tuning", TrainingKind.FineTune, static (p, noise) => 0.5 - (0.01 * p) + (0.5 * Small(noise))),
        new("preference from ln 2", TrainingKind.Preference, static (p, noise) => Math.Log(2) - (0.15 * p) + (0.5 * Small(noise))),
    ];

    private static HealthyStream Supervised(string name, Func<double, NoiseSource, double> shape) => new(name, TrainingKind.Supervised, shape);

    private static double Learnt(double p) => Floor + (Gain * Math.Exp(-6 * p));

    private static double Small(NoiseSource noise) => Noise * noise.Next();

    private static double Square(NoiseSource noise) => noise.Next() is var one ? one * one : 0;

    private static bool IsSpike(double p)
    {
        var step = (int)Math.Round(p * HealthyStream.Steps);
        return step >= 2_000 && step % 3_000 is >= 2_000 and < 2_003;
    }
}
