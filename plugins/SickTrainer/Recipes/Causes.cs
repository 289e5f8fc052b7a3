using Tracker.Plugins.SickTrainer.Tasks;

namespace Tracker.Plugins.SickTrainer.Recipes;

/// <summary>What can be wrong, each as the one change that it makes to a healthy recipe.</summary>
internal static class Causes
{
    private const int Everything = 1_000;

    private static readonly Dictionary<string, Cause> _all = new(StringComparer.Ordinal)
    {
        ["too-little-data"] = new(
            (recipe, severity) => recipe with { Defects = new() { Samples = Pick(severity, 100, 40, 15) } },
            "add-data augment-data"),
        ["class-imbalance"] = new(
            (recipe, severity) => recipe with { Defects = new() { Imbalance = Pick(severity, 10, 30, 100) } },
            "oversample class-weights"),
        ["label-noise"] = new(
            (recipe, severity) => recipe with { Defects = new() { LabelNoise = Pick(severity, 0.3, 0.45, 0.6) } },
            "clean-labels robust-loss"),
        ["outliers"] = new(
            (recipe, severity) => recipe with { Defects = new() { Outliers = Pick(severity, 0.005, 0.02, 0.05) } },
            "remove-outliers clean-inputs normalise-inputs robust-loss"),
        ["missing-values"] = new(
            (recipe, severity) => recipe with { Defects = new() { Missing = Pick(severity, 0.25, 0.5, 0.5), Fill = Pick(severity, 0, 0, -9) } },
            "impute-missing clean-inputs"),
        ["irrelevant-features"] = new(
            (recipe, severity) => recipe with { Defects = new() { Irrelevant = Pick(severity, 4, 10, 25) } },
            "select-features"),
        ["learning-rate-too-high"] = new(
            (recipe, severity) => recipe with { LearningRate = recipe.LearningRate * Pick(severity, 10, 30, 100) },
            "lower-learning-rate"),
        ["learning-rate-too-low"] = new(
            (recipe, severity) => recipe with { LearningRate = recipe.LearningRate / Pick(severity, 30, 100, 1_000) },
            "raise-learning-rate"),
        ["batch-size-too-small"] = new(
            (recipe, severity) => recipe with { BatchSize = Pick(severity, 4, 2, 1) },
            "raise-batch-size accumulate-gradients lower-learning-rate"),
        ["batch-size-too-large"] = new(
            (recipe, severity) => WithAllOfTheData(recipe, Pick(severity, 0.25, 0.5, 1)),
            "lower-batch-size"),
        ["over-regularised"] = new(
            (recipe, severity) => severity switch
            {
                1 => recipe with { Dropout = 0.8 },
                2 => recipe with { WeightDecay = 10 },
                _ => recipe with { Dropout = 0.95 },
            },
            "reduce-regularisation"),
        ["under-regularised"] = new(
            (recipe, severity) => recipe with { Dropout = 0, WeightDecay = 0, Steps = recipe.Steps * Pick(severity, 5, 7, 9) },
            "add-regularisation early-stop-restore-best"),
        ["wrong-optimizer"] = new(
            (recipe, severity) => severity switch
            {
                1 => recipe with { Optimizer = "sgd", LearningRate = recipe.LearningRate * 5 },
                2 => recipe with { Optimizer = "adagrad", LearningRate = recipe.LearningRate / 5 },
                _ => recipe with { Optimizer = "sgd" },
            },
            "change-optimizer"),
        ["poor-initialisation"] = new(
            (recipe, severity) => recipe with { InitialGain = Pick(severity, 8, 25, 0) },
            "reinitialise"),
        ["architecture-too-simple"] = new(
            (recipe, severity) => recipe with { Hidden = [.. recipe.Hidden.Select(_ => Pick(severity, 3, 2, 1))] },
            "larger-model"),
        ["architecture-too-complex"] = new(
            (recipe, severity) => recipe with { Hidden = [.. Enumerable.Repeat(Pick(severity, 96, 128, 128), Pick(severity, 8, 12, 18))] },
            "smaller-model"),
        ["no-optimizer-step"] = new(
            (recipe, severity) => recipe with { Fault = Fault.NoOptimizerStep, Onset = Late(recipe, severity) },
            "fix-optimizer-step"),
        ["learning-rate-zero"] = new(
            (recipe, severity) => recipe with { Fault = Fault.ZeroRate, Onset = Late(recipe, severity) },
            "set-learning-rate raise-learning-rate"),
        ["frozen-weights"] = new(
            (recipe, severity) => recipe with { FirstTrainedLayer = Pick(severity, Layers(recipe) - 2, Layers(recipe) - 1, Everything) },
            "unfreeze-weights"),
        ["shuffled-labels"] = new(
            (recipe, severity) => recipe with { Fault = Fault.ShuffledLabels, Onset = severity switch { 1 => recipe.Steps / 2, 2 => recipe.Steps / 5, _ => 0 } },
            "check-label-order"),
        ["wrong-loss"] = new(
            (recipe, severity) => recipe with { Loss = Pick(severity, LossNames.LikelihoodOfProbabilities, LossNames.SquaredError, LossNames.Likelihood) },
            "fix-loss"),
    };

    public static IReadOnlyList<string> Names { get; } = [.. _all.Keys.Order(StringComparer.Ordinal)];

    public static Recipe Of(string cause, Recipe tuned, int severity) => _all[cause].Change(tuned, severity);

    /// <summary>Remedies that are right, with blanks between.</summary>
    public static string Remedies(string cause) => _all[cause].Remedies;

    private static int Late(Recipe recipe, int severity) => severity switch { 1 => recipe.Steps / 12, 2 => recipe.Steps / 40, _ => 0 };

    private static int Layers(Recipe recipe) => recipe.Hidden.Length + (recipe.Task == "characters" ? 2 : 1);

    // As many passes over the data, in fewer steps.
    private static Recipe WithAllOfTheData(Recipe recipe, double share)
    {
        var size = recipe.Task switch { "digits" => DigitsTask.Train, "tabular" => TabularTask.Train, _ => CharactersTask.Train };
        var batch = (int)(size * share);
        return recipe with { BatchSize = batch, Steps = Math.Max(8, recipe.Steps * recipe.BatchSize / batch) };
    }

    private static T Pick<T>(int severity, T first, T second, T third) => severity switch { 1 => first, 2 => second, _ => third };

    private sealed record Cause(Func<Recipe, int, Recipe> Change, string Remedies);
}
