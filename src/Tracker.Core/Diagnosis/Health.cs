using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis;

/// <summary>On what "nothing is wrong" rests: what was looked at, with its numbers.</summary>
internal static class Health
{
    /// <summary>Sentences, the weightiest first; none where nothing can be said yet.</summary>
    public static ImmutableArray<string> Of(in RunView view)
    {
        if (view.Told.LearningJudged == 0 || view.Loss.Count < 5 || view.NonFinite.Count > 0) return [];
        var reasons = ImmutableArray.CreateBuilder<string>();
        AddLoss(reasons, view);
        AddValidation(reasons, view);
        AddScore(reasons, view);
        var rate = Rate.Of(view);
        if (rate.IsUsual) reasons.Add(rate.Words);
        if (view.Gradient.Count >= 10 && view.Gradient.Max < 100 * view.Gradient.Typical)
            reasons.Add($"the gradient norm stays near {Say.Number(view.Gradient.Typical)}, {Say.Number(view.Gradient.Max)} at most");
        return reasons.ToImmutable();
    }

    private static void AddLoss(ImmutableArray<string>.Builder reasons, in RunView view)
    {
        ref readonly var loss = ref view.Loss;
        var now = TrainLevel.Of(view).Now;
        if (now < loss.EarlyMean - (2 * loss.FastNoise))
            reasons.Add($"{view.PrimaryName} fell from {Say.Number(loss.EarlyMean)} to {Say.Number(now)} in {Say.Count(loss.LastStep - loss.FirstStep, "step")}{(loss.Falling ? " and still falls" : "")}");
    }

    private static void AddValidation(ImmutableArray<string>.Builder reasons, in RunView view)
    {
        ref readonly var validation = ref view.Validation;
        if (validation.Count < 2) return;

        var rise = validation.Last - validation.Best;
        reasons.Add(rise <= 0
            ? $"{view.ValidationName} is at its best, {Say.Number(validation.Last)}"
            : validation.Count >= 4 && rise <= 3 * validation.Noise
                ? $"{view.ValidationName} is {Say.Number(validation.Last)}, within its noise of the best, {Say.Number(validation.Best)}"
                : $"{view.ValidationName} is {Say.Number(validation.Last)}; its best was {Say.Number(validation.Best)} at step {Say.Count(validation.BestStep)}");
    }

    private static void AddScore(ImmutableArray<string>.Builder reasons, in RunView view)
    {
        ref readonly var validation = ref view.Validation;
        if (validation.Scores == 0) return;
        if (!view.Roles.ScoreIsAccuracy) reasons.Add($"{view.ScoreName} is {Say.Number(validation.LastScore)}, {Say.Number(validation.BestScore)} at best");
        else if (view.Told.ClassesKnown && validation.LastScore > view.Told.LearnedAccuracy)
            reasons.Add($"{view.ScoreName} is {Say.Number(100 * validation.LastScore)} %, where {Say.Number(100 * view.Told.MajorityShare)} % needs no learning");
        else if (!view.Told.ClassesKnown) reasons.Add($"{view.ScoreName} is {Say.Number(100 * validation.LastScore)} %");
    }
}
