using Tracker.Core.Runs;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Tests.Streams;

/// <summary>
/// Healthy losses of 20,000 steps as trainings of many kinds make them, without validation: no rule may warn of any. Kinds and phases are declared where a loss
/// that need not fall cannot be told from one that should.
/// </summary>
public static class HealthyStreams
{
    private const int Steps = 20_000;
    private const int Epochs = 100;

    /// <summary>A loss without noise at a step, its noise, and what is declared.</summary>
    private sealed record Shape(Func<double, double> Level, Func<double, Draws, double> Noise, TrainingKind Kind = TrainingKind.Supervised, long[]? Phases = null);

    private static readonly Dictionary<string, Shape> Shapes = new()
    {
        ["linear-warm-up"] = new(t => Fall(Progress(t, 1000), 1500), Gauss(0.1)),
        ["hard-warm-up"] = new(t => Fall(Progress(t, 1000), 1500) + (0.25 * Bump(t, 900, 200)), Gauss(0.1)),
        ["cosine"] = new(t => Fall((t / 2) + (Steps / (2 * Math.PI) * Math.Sin(Math.PI * t / Steps)), 2500), Gauss(0.1)),
        ["step-drops"] = new(t => Fall(t, 1500) + 0.4 - (t > 10_000 ? 0.25 : 0) - (t > 15_000 ? 0.1 : 0), Gauss(0.08)),
        ["cyclic-rate"] = new(t => Fall(t, 1500) + (0.1 * (1 - Math.Cos(2 * Math.PI * t / 2000))), Gauss(0.08)),
        ["heavy-tails"] = new(t => Fall(t, 2000), (_, draws) => 0.06 * draws.StudentOfTwo()),
        ["power-law"] = new(t => 2.2 + (8.6 * Math.Pow(1 + (t / 30), -0.4)), Gauss(0.06)),
        ["sawtooth"] = new(t => Fall(t, 2500) - 0.12 + (0.12 * (t % 500 / 500)), Gauss(0.05)),
        ["negative-likelihood"] = new(t => -200 + (205 * Math.Exp(-t / 2500)), Gauss(3)),
        ["huge-start"] = new(t => (1e25 * Math.Exp(-t / 12)) + Fall(t, 2000), Gauss(0.05)),
        ["tiny-scale"] = new(t => 1e-7 * Fall(t, 2000), Gauss(1e-8)),
        ["diffusion"] = new(t => 0.08 + (0.92 * Math.Exp(-t / 150)) + (0.03 * Math.Exp(-t / 8000)), Gauss(0.02)),
        ["six-spikes"] = new(t => Fall(t, 1500) + (t > 3000 && t % 2857 < 3 ? 2 : 0), Gauss(0.05)),
        ["to-a-millionth"] = new(t => Math.Exp(-13.8 * Math.Min(1, t / 15_000)), (t, draws) => Math.Exp(-13.8 * Math.Min(1, t / 15_000)) * (Math.Exp(0.5 * draws.Normal()) - 1)),
        ["half-noise"] = new(t => 3 + Fall(t, 2000), Gauss(1)),
        ["start-up-dip"] = new(t => t < 20 ? 60 : t < 100 ? 11 : 50 + (3 * Math.Exp(-t / 3000)), Gauss(1)),
        ["plateau-then-escape"] = new(t => 2.3 - (0.03 * t / Steps) - (1.7 / (1 + Math.Exp(-(t - 7000) / 300))), Gauss(0.02)),
        ["data-switch"] = new(t => Fall(t, 1500) + (t > 10_000 ? 0.8 * Math.Exp(-(t - 10_000) / 1200) : 0), Gauss(0.08)),
        ["gan"] = new(t => 0.7 + (2.5 * t / Steps) + (0.4 * Math.Sin(t / 300)), Gauss(0.3), TrainingKind.Adversarial),
        ["policy-loss"] = new(_ => 0, Gauss(0.02), TrainingKind.PolicyGradient),
        ["value-loss"] = new(t => 0.1 + (3.0 * t / Steps), Gauss(0.2), TrainingKind.PolicyGradient),
        ["preference"] = new(t => 0.693 - (0.08 * t / Steps), Gauss(0.03), TrainingKind.Preference),
        ["flat-fine-tuning"] = new(t => 1.2 - (0.04 * t / Steps), Gauss(0.05), TrainingKind.FineTune),
        ["curriculum"] = new(t => ((t < 5000 ? 1 : 0.7) * Fall(t % 5000, 1200)) + (0.1 * Math.Floor(t / 5000)), Gauss(0.06), Phases: [5000, 10_000, 15_000]),
        ["annealed-weight"] = new(
            t => Fall(t, 800) + (0.8 * Math.Clamp((t - 4000) / 6000, 0, 1)), Gauss(0.05), Phases: [.. Enumerable.Range(0, 11).Select(i => 4000L + (600 * i))]),
    };

    /// <summary>What there is.</summary>
    public static IReadOnlyCollection<string> Names => Shapes.Keys;

    /// <summary>Every step, every hundredth, means of a hundred, epoch means; the plan known and unknown.</summary>
    public static IReadOnlyList<CurveRegime> Regimes { get; } =
    [
        .. new[]
        {
            new CurveRegime(CurveSampling.Every), new CurveRegime(CurveSampling.Every, 100), new CurveRegime(CurveSampling.Mean, 100),
            new CurveRegime(CurveSampling.EpochMean),
        }.SelectMany(regime => new[] { true, false }.Select(plan => regime with { PlanKnown = plan, ClassesKnown = false, Validation = false })),
    ];

    /// <summary>One of them.</summary>
    /// <param name="name">Of <see cref="Names"/>.</param>
    /// <param name="seed">Of its noise.</param>
    public static StoredCurve Make(string name, int seed)
    {
        var shape = Shapes[name];
        var draws = new Draws(seed, name);
        var losses = new double[Steps];
        for (var t = 0; t < Steps; t++) losses[t] = shape.Level(t) + shape.Noise(t, draws);
        return new StoredCurve
        {
            Problem = name,
            Optimizer = "adam",
            LearningRate = 0.001,
            Seed = seed,
            BatchSize = 32,
            Verdict = "healthy",
            MinibatchTrainLoss = losses,
            TrainLoss = new double[Epochs + 1],
            TestLoss = new double[Epochs + 1],
            Kind = shape.Kind,
            Phases = shape.Phases ?? [],
        };
    }

    private static double Fall(double t, double length) => 0.5 + (2 * Math.Exp(-t / length));

    /// <summary>Steps at the full rate that a warm-up to it amounts to.</summary>
    private static double Progress(double t, double warmUp) => t < warmUp ? t * t / (2 * warmUp) : t - (warmUp / 2);

    private static double Bump(double t, double at, double width) => Math.Exp(-(t - at) * (t - at) / (width * width));

    private static Func<double, Draws, double> Gauss(double deviation) => (_, draws) => deviation * draws.Normal();

    /// <summary>Draws that are the same on every machine.</summary>
    private sealed class Draws
    {
        private ulong _state;

        public Draws(int seed, string name)
        {
            _state = (ulong)seed * 0x9E3779B97F4A7C15;
            foreach (var c in name) _state = (_state ^ c) * 0x100000001B3;
        }

        public double Normal()
        {
            var sum = 0.0;
            for (var i = 0; i < 12; i++) sum += Uniform();
            return sum - 6;
        }

        /// <summary>Student's t of two degrees of freedom, by its inverse.</summary>
        public double StudentOfTwo()
        {
            var u = Math.Clamp(Uniform(), 1e-9, 1 - 1e-9);
            return ((2 * u) - 1) / Math.Sqrt(2 * u * (1 - u));
        }

        private double Uniform()
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
