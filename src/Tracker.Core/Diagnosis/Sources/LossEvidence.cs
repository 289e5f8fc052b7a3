using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>Where the train loss began, how it went and where it stands.</summary>
internal static class LossEvidence
{
    public static void Add(EvidenceList evidence, in RunView view)
    {
        ref readonly var loss = ref view.Loss;
        if (loss.Count < 5 || view.NonFinite.Count > 0) return;
        AddStart(evidence, view);
        AddPath(evidence, view);
        AddLevel(evidence, view);
    }

    /// <summary>The level of a model that has learned nothing: chance where classes are known, else the start.</summary>
    public static double Nothing(in RunView view) => view.Told.ClassesKnown ? view.Told.ChanceLoss : Math.Abs(view.Loss.Start);

    private static void AddStart(EvidenceList evidence, in RunView view)
    {
        ref readonly var loss = ref view.Loss;
        var chance = view.Told.ChanceLoss;
        if (!view.Told.ClassesKnown)
        {
            evidence.Lack("the number of classes", "Tell the number of classes, and how many samples each has.", "start-far-above-chance", "start-below-chance", "train-at-chance");
            return;
        }

        // A mean over an epoch or over many steps is no start.
        if (view.Told.FineTuned != 0 || view.Told.StepIsEpoch || loss.FirstStep > 3) return;
        var words = $"{view.PrimaryName} began at {Say.Number(loss.First)}, where {Say.Number(chance)} is chance";
        if (loss.First > 3 * chance) evidence.Add("start-far-above-chance", words);
        else if (loss.First > 1.4 * chance) evidence.Add("start-above-chance", words);
        else if (loss.First < 0.7 * chance) evidence.Add("start-below-chance", words);
    }

    private static void AddPath(EvidenceList evidence, in RunView view)
    {
        ref readonly var loss = ref view.Loss;
        var explosion = Explosion.OfLoss(view);
        if (explosion.Happened) evidence.Add("loss-ran-away", explosion.Sentence);
        else if (loss.Highest - loss.Start > Math.Max(0.5 * Math.Abs(loss.Start), 6 * loss.Noise))
            evidence.Add("loss-leapt", $"{view.PrimaryName} rose from {Say.Number(loss.Start)} to {Say.Number(loss.Highest)} at step {Say.Count(loss.HighestStep)}");
        else if (explosion.IsRuledOut) evidence.Add("loss-calm", $"{view.PrimaryName} never rose above {Say.Number(loss.Highest)}, from {Say.Number(loss.Start)}: no step was too large");
        var steps = loss.LastStep - loss.FirstStep;
        var now = TrainLevel.Of(view).Now;
        var fell = loss.EarlyMean - now;
        var level = Math.Max(Math.Abs(loss.EarlyMean), 1e-300);
        if (Math.Abs(fell) < Math.Max(0.01 * level, 2 * loss.FastNoise))
            evidence.Add("loss-flat", $"{view.PrimaryName} is {Say.Number(now)} after {Say.Count(steps, "step")}, where it started at {Say.Number(loss.EarlyMean)}");
        else if (fell < -0.05 * level)
            evidence.Add("loss-above-start", $"{view.PrimaryName} is {Say.Number(now)}, above the {Say.Number(loss.EarlyMean)} of its first samples");
        else
            AddPace(evidence, view, fell, steps);
        if (loss.LostShare > 0.4 && loss.Fast - loss.Best > 6 * loss.FastNoise)
            evidence.Add("loss-lost-gain", $"{view.PrimaryName} was down at {Say.Number(loss.Best)} at step {Say.Count(loss.BestStep)} and is {Say.Number(loss.Fast)} again");
        var noise = loss.Noise / Math.Max(fell, 1e-300);
        if (fell > 0.05 * level && noise > 0.35) evidence.Add("loss-very-noisy", $"{view.PrimaryName} jumps by {Say.Number(loss.Noise)} from sample to sample, where it fell by {Say.Number(fell)} in all");
    }

    private static void AddPace(EvidenceList evidence, in RunView view, double fell, long steps)
    {
        ref readonly var loss = ref view.Loss;
        var level = TrainLevel.Of(view);
        if (level.Since == 0) return;
        var late = level.LateFall / fell;
        var share = (double)level.Since / loss.Count;
        var outlook = view.Told.PlanKnown && steps > 0 && view.Told.PlannedSteps > loss.LastStep
            ? $"; at this pace it is {Say.Number(level.Now - (fell / steps * (view.Told.PlannedSteps - loss.LastStep)))} at the planned end, step {Say.Count((long)view.Told.PlannedSteps)}"
            : "";
        if (late > 0.6 * share && level.LateFall > 3 * loss.FastNoise)
            evidence.Add("loss-still-falling", $"{view.PrimaryName} fell steadily, from {Say.Number(loss.EarlyMean)} to {Say.Number(level.Now)} in {Say.Count(steps, "step")}, and still falls{outlook}");
        else if (late < 0.06)
            evidence.Add("loss-settled", $"{view.PrimaryName} has hardly moved in the last {Say.Count(level.Since, "sample")}: {Say.Number(level.Before)} then, {Say.Number(level.Now)} now");
    }

    private static void AddLevel(EvidenceList evidence, in RunView view)
    {
        var nothing = Nothing(view);
        var now = TrainLevel.Of(view).Now;
        var share = now / Math.Max(nothing, 1e-300);
        var words = $"{view.PrimaryName} is {Say.Number(now)}, {Say.Number(100 * share)} % of {(view.Told.ClassesKnown ? "chance level" : "its start")} ({Say.Number(nothing)})";
        if (now < 0 && view.Told.ClassesKnown) evidence.Add("train-negative", $"{view.PrimaryName} is {Say.Number(now)}: below 0, where no likelihood is");
        else if (share > 0.93) evidence.Add("train-at-chance", words);
        else if (share > 0.6) evidence.Add("train-high", words);
        else if (share > 0.3) evidence.Add("train-middling", words);
        else if (share > 0.05) evidence.Add("train-low", words);
        else evidence.Add("train-near-zero", words);
    }
}
