using System.Globalization;
using Tracker.Plugins.Abstractions;
using Tracker.Plugins.SickTrainer.Recipes;
using Tracker.Plugins.SickTrainer.Tasks;
using Tracker.Plugins.Torch;

namespace Tracker.Plugins.SickTrainer;

/// <summary>What a careful person would send of such a training: how it is set up, and never what is wrong with it.</summary>
internal static class Facts
{
    public static TrainingFacts Of(Recipe recipe, TaskData data, long seed, long parameters, IReadOnlyDictionary<string, string> truth)
    {
        var classifies = recipe.Trainer == "classifier";
        return new()
        {
            Kind = KindOf(recipe),
            StepUnit = StepUnit.Step,
            NumClasses = recipe.Trainer == "adversarial" ? null : data.Classes,
            ClassCounts = classifies ? data.ClassCounts() : [],
            DatasetSize = data.TrainLabels.Length,
            ValidationSize = classifies ? data.ValidationLabels.Length : null,
            BatchSize = Math.Min(recipe.BatchSize, data.TrainLabels.Length),
            AccumulationSteps = recipe.Accumulation,
            PlannedSteps = recipe.Steps,
            Optimizer = classifies ? recipe.Optimizer : "adam",
            FromScratch = recipe.Pretraining == 0,
            ParameterCount = parameters,
            PrimaryMetric = classifies ? MetricNames.TrainLoss : null,
            HigherIsBetter = recipe.Trainer == "policy" ? new Dictionary<string, bool> { ["rollout/ep_rew_mean"] = true } : new Dictionary<string, bool>(),
            Hyperparameters = HyperparametersOf(recipe),
            Tags = new Dictionary<string, string>(truth) { ["seed"] = seed.ToString(CultureInfo.InvariantCulture) },
        };
    }

    private static TrainingKind KindOf(Recipe recipe) => recipe.Trainer switch
    {
        "adversarial" => TrainingKind.Adversarial,
        "policy" => TrainingKind.PolicyGradient,
        _ when recipe.Pretraining > 0 => TrainingKind.FineTune,
        _ when recipe.Task == "characters" => TrainingKind.SelfSupervised,
        _ => TrainingKind.Supervised,
    };

    private static Dictionary<string, string> HyperparametersOf(Recipe recipe)
    {
        var hyperparameters = new Dictionary<string, string>
        {
            ["lr"] = Text(recipe.Fault == Fault.ZeroRate && recipe.Onset == 0 ? 0 : recipe.LearningRate),
            ["batch-size"] = Text(recipe.BatchSize),
            ["schedule"] = recipe.Schedule,
            ["hidden"] = string.Join('-', recipe.Hidden),
            ["layers"] = Text(recipe.Hidden.Length),
            ["dropout"] = Text(recipe.Dropout),
            ["weight-decay"] = Text(recipe.Optimizer == "adagrad" ? 0 : recipe.WeightDecay),
            ["init"] = recipe.InitialGain switch { 0 => "zeros", 1 => "default", _ => "scaled" },
            ["init-gain"] = Text(recipe.InitialGain),
            // Who forgets the logarithm does not know it.
            ["loss"] = recipe.Loss == LossNames.LikelihoodOfProbabilities ? LossNames.Likelihood : recipe.Loss,
        };
        if (recipe.Optimizer is "sgd") hyperparameters["momentum"] = "0";
        return hyperparameters;
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
