using Tracker.Plugins.SickTrainer.Recipes;

namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>The learning rate of a step.</summary>
internal static class Schedule
{
    private const double WarmUpShare = 0.1;
    private const int CyclesOfARun = 5;

    /// <param name="recipe">With the schedule's name and the rate that it is about.</param>
    /// <param name="step">From 1.</param>
    public static double RateOf(Recipe recipe, int step)
    {
        var done = (step - 1) / (double)recipe.Steps;
        var factor = recipe.Schedule switch
        {
            "warm-up" => Math.Min(1, step / (WarmUpShare * recipe.Steps)),
            "step" => done < 0.5 ? 1 : done < 0.75 ? 0.3 : 0.09,
            "cosine" => 0.5 * (1 + Math.Cos(Math.PI * done)),
            "cyclic" => 0.2 + (1.3 * (1 - Math.Abs((2 * (done * CyclesOfARun % 1)) - 1))),
            _ => 1,
        };
        return recipe.Fault == Fault.ZeroRate && step > recipe.Onset ? 0 : factor * recipe.LearningRate;
    }
}
