using System.Globalization;
using Tracker.Contracts.V1;

namespace Tracker.Endurance.Soak;

/// <summary>The curves of healthy trainings. All follow from the plan and the step, so that what was stored can be checked without keeping it.</summary>
internal static class Curves
{
    public static Facts Facts(TrainingPlan plan)
    {
        var facts = new Facts
        {
            Name = plan.Name,
            Experiment = $"soak-{plan.Number % 5}",
            PlannedSteps = (ulong)plan.Steps,
            StepUnit = plan.Style == TrainingStyle.EpochsOnly ? StepUnit.Epoch : StepUnit.Step,
            Optimizer = "adam",
            Kind = plan.Style switch
            {
                TrainingStyle.Regression => TrainingKind.Regression,
                TrainingStyle.LanguageModel => TrainingKind.SelfSupervised,
                TrainingStyle.Reinforcement => TrainingKind.PolicyGradient,
                TrainingStyle.Undeclared => TrainingKind.Unspecified,
                _ => TrainingKind.Supervised,
            },
        };
        facts.Hyperparameters["lr"] = "0.001";
        facts.Tags["seed"] = plan.Seed.ToString(CultureInfo.InvariantCulture);
        if (facts.Kind == TrainingKind.Supervised)
        {
            facts.NumClasses = 10;
            facts.DatasetSize = 50_000;
            facts.BatchSize = 64;
        }

        return facts;
    }

    /// <summary>What one step logs.</summary>
    public static (string Name, double Value)[] Row(TrainingPlan plan, int rank, long step)
    {
        double t = step / (double)plan.Steps;
        return plan.Style switch
        {
            TrainingStyle.Regression => [("train/loss", Noisy(plan, rank, step, 0, 0.02 + (0.98 * Math.Exp(-5 * t)))), Norm(plan, rank, step, t)],
            TrainingStyle.LanguageModel =>
            [
                ("train/loss", Noisy(plan, rank, step, 0, 2.2 + (8.6 / Math.Sqrt(1 + (60 * t))))),
                ("learning_rate", 0.0003 * Math.Min(1, (t + 0.001) * 20) * (0.55 + (0.45 * Math.Cos(Math.PI * t)))),
                Norm(plan, rank, step, t),
                ("tokens_per_second", Noisy(plan, rank, step, 3, 52_000)),
            ],
            TrainingStyle.EpochsOnly =>
            [
                ("train/loss", Noisy(plan, rank, step, 0, 0.08 + (2.2 * Math.Exp(-4 * t)))),
                ("val/loss", Noisy(plan, rank, step, 1, 0.15 + (2.15 * Math.Exp(-4 * t)))),
                ("val/accuracy", 0.1 + (0.85 * (1 - Math.Exp(-4 * (t + 0.02))))),
            ],
            TrainingStyle.Reinforcement => [("reward", Noisy(plan, rank, step, 0, 200 * t) + (20 * Noise(plan, rank, step, 1))), ("entropy", Noisy(plan, rank, step, 2, 1.2 - t))],
            TrainingStyle.Undeclared => [.. Enumerable.Range(0, 24).Select(i => ($"probe/{i}", Noisy(plan, rank, step, i, i + Math.Sin(step / 30.0))))],
            _ =>
            [
                ("train/loss", Noisy(plan, rank, step, 0, 0.08 + (2.2 * Math.Exp(-4 * t)))),
                ("train/accuracy", 0.1 + (0.88 * (1 - Math.Exp(-4 * t)))),
                Norm(plan, rank, step, t),
                ("learning_rate", 0.001),
            ],
        };
    }

    /// <summary>What an evaluation logs, at the steps that have one; else nothing.</summary>
    public static (string Name, double Value)[] Evaluation(TrainingPlan plan, int rank, long step)
    {
        if (step == 0 || step % plan.EvaluateEvery != 0 || rank != 0) return [];
        double t = step / (double)plan.Steps;
        return plan.Style switch
        {
            TrainingStyle.Classifier or TrainingStyle.Distributed =>
            [
                ("val/loss", Noisy(plan, rank, step, 5, 0.15 + (2.15 * Math.Exp(-4 * t)))),
                ("val/accuracy", 0.1 + (0.85 * (1 - Math.Exp(-4 * t)))),
            ],
            TrainingStyle.Regression => [("val/loss", Noisy(plan, rank, step, 5, 0.03 + (0.97 * Math.Exp(-5 * t))))],
            TrainingStyle.LanguageModel => [("val/loss", Noisy(plan, rank, step, 5, 2.3 + (8.5 / Math.Sqrt(1 + (60 * t)))))],
            _ => [],
        };
    }

    private static (string Name, double Value) Norm(TrainingPlan plan, int rank, long step, double t) =>
        ("train/gradient_norm", Noisy(plan, rank, step, 9, 0.4 + (1.5 * Math.Exp(-3 * t))));

    private static double Noisy(TrainingPlan plan, int rank, long step, int series, double value) =>
        value * (1 + (0.02 * Noise(plan, rank, step, series)));

    /// <summary>Of about a standard normal: the sum of four uniform numbers, from a hash of where it stands.</summary>
    private static double Noise(TrainingPlan plan, int rank, long step, int series)
    {
        ulong bits = unchecked(plan.Seed + ((ulong)step * 0x9E3779B97F4A7C15) + ((ulong)((series * 64) + rank) * 0xD1B54A32D192ED03));
        bits = unchecked((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9);
        bits = unchecked((bits ^ (bits >> 27)) * 0x94D049BB133111EB);
        bits ^= bits >> 31;
        double sum = 0;
        for (int i = 0; i < 4; i++) sum += (bits >> (16 * i)) & 0xFFFF;
        return ((sum / 65_536) - 2) * Math.Sqrt(3);
    }
}
