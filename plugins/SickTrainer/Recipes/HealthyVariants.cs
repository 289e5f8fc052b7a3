namespace Tracker.Plugins.SickTrainer.Recipes;

/// <summary>Trainings with which nothing is wrong, some of which look as if there were.</summary>
internal static class HealthyVariants
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "twin", "warm-up", "step", "cosine", "cyclic", "small-batch", "accumulation", "resume", "fine-tune", "adversarial", "policy-gradient",
    ];

    public static Recipe Of(string variant, Recipe tuned) => variant switch
    {
        "warm-up" or "step" or "cosine" or "cyclic" => tuned with { Schedule = variant },
        "small-batch" => tuned with { BatchSize = 8, LearningRate = tuned.LearningRate / 2, Steps = tuned.Steps * 2 },
        "accumulation" => tuned with { BatchSize = tuned.BatchSize / 4, Accumulation = 4 },
        "fine-tune" => tuned with { Pretraining = tuned.Steps, LearningRate = tuned.LearningRate / 5 },
        "adversarial" => tuned with { Trainer = "adversarial", LearningRate = 0.002, Dropout = 0 },
        "policy-gradient" => tuned with { Trainer = "policy", Dropout = 0, Steps = 600 },
        _ => tuned,
    };
}
