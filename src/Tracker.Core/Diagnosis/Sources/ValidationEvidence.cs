using Tracker.Core.Detection;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>What data that is not trained on says: the gap, the rise, the accuracy beside the loss.</summary>
internal static class ValidationEvidence
{
    public static void Add(EvidenceList evidence, in RunView view)
    {
        if (view.NonFinite.Count > 0) return;
        ref readonly var validation = ref view.Validation;
        if (validation.Count == 0)
            evidence.Lack("a validation loss", "Send val/loss: whether it learns by heart cannot be seen on the training data.", "gap-large", "gap-none", "validation-rises");
        else if (validation.Count >= 3) AddLoss(evidence, view);
        if (validation.Scores == 0)
            evidence.Lack("a validation accuracy", "Send val/accuracy: it tells harm from overconfidence, and a wrong loss from a hard task.", "accuracy-at-chance", "accuracy-held", "accuracy-beyond-loss");
        else if (validation.Scores >= 3) AddScore(evidence, view);
    }

    private static void AddLoss(EvidenceList evidence, in RunView view)
    {
        ref readonly var validation = ref view.Validation;
        var name = view.ValidationName;
        var constant = true;
        for (var i = 0; i < Math.Min(validation.Count, 16); i++) constant &= validation.Recent[i] == validation.First;
        var still = Still(validation);
        if (!constant && still >= 3)
            evidence.Add("validation-stopped", $"{name} has been {Say.Number(validation.Last)} to the last digit at the last {Say.Count(still)} evaluations, and moved before: the weights no longer do");
        if (constant)
        {
            evidence.Add("validation-constant", $"{name} was {Say.Number(validation.First)} to the last digit at each of {Say.Count(validation.Count, "evaluation")}: the weights do not move");
            return;
        }

        var level = TrainLevel.Of(view);
        var train = level.Now;
        if (view.Loss.Count == 0) return;
        var scale = Math.Max(LossEvidence.Nothing(view), 1e-300);
        var rise = (validation.Last - validation.Best) / Math.Max(Math.Abs(validation.Best), 1e-300);
        var risen = $"{name} rose from {Say.Number(validation.Best)} at step {Say.Count(validation.BestStep)} to {Say.Number(validation.Last)} while {view.PrimaryName} fell from {Say.Number(validation.FastAtBest)} to {Say.Number(train)}";
        if (validation.BestAt < validation.Count - 1 && train < validation.FastAtBest && validation.Last - validation.Best > 3 * validation.Noise && rise > 0.1)
            evidence.Add(rise > 0.5 ? "validation-rises-far" : "validation-rises", risen);
        if (view.Told.PlanKnown && validation.BestStep < 0.25 * view.Told.PlannedSteps && view.Loss.LastStep > 0.5 * view.Told.PlannedSteps && rise > 0.1)
            evidence.Add("validation-best-early", $"{name} was best as early as step {Say.Count(validation.BestStep)} of {Say.Count((long)view.Told.PlannedSteps)} planned");

        AddChance(evidence, view, train);
        if (view.Told.ClassesKnown && validation.Last < 0.15 * scale && rise < 0.1 && !(view.Roles.ScoreIsAccuracy && validation.Scores > 0 && validation.LastScore < 0.9))
            evidence.Add("learns-well", $"{name} is {Say.Number(validation.Last)}, {Say.Number(100 * validation.Last / scale)} % of chance level: it learns well, whatever else is seen");
        var gap = (validation.Last - train) / scale;
        var words = $"{name} is {Say.Number(validation.Last)}, {view.PrimaryName} {Say.Number(train)}";
        if (gap > 0.5) evidence.Add("gap-large", words);
        else if (gap > 0.15) evidence.Add("gap-middling", words);
        else if (gap < -0.1 && Comparable(view, level, -gap * scale)) evidence.Add("gap-very-negative", $"{words}: it does far better without what training adds, or on cleaner data");
        else if (gap < -0.06 && Comparable(view, level, -gap * scale)) evidence.Add("gap-negative", $"{words}: it does better without what training adds");
        else if (Math.Abs(gap) < 0.06) evidence.Add("gap-none", $"{words}: no worse on data that it has not seen");
    }

    /// <summary>The validation data may be balanced where the training data is not: the higher chance level counts.</summary>
    private static void AddChance(EvidenceList evidence, in RunView view, double train)
    {
        ref readonly var validation = ref view.Validation;
        if (!view.Told.ClassesKnown || (validation.Scores > 0 && view.Roles.ScoreIsAccuracy && validation.LastScore > 1.3 * view.Told.UniformShare)) return;
        var chance = Math.Max(view.Told.ChanceLoss, -Math.Log(view.Told.UniformShare));
        if (train < 0.985 * view.Told.ChanceLoss && validation.Last > 1.01 * chance && validation.Best > 0.95 * chance)
            evidence.Add("learns-nothing-that-holds", $"{view.ValidationName} is {Say.Number(validation.Last)} and was never below {Say.Number(validation.Best)}, where {Say.Number(chance)} is chance, while {view.PrimaryName} fell to {Say.Number(train)}: what it learns holds for no other sample");
    }

    /// <summary>A train loss that falls steeply is a mean of what it was: early on any validation is better.</summary>
    private static bool Comparable(in RunView view, in TrainLevel level, double gap)
    {
        ref readonly var loss = ref view.Loss;
        if (view.Told.PlanKnown ? loss.LastStep < 0.4 * view.Told.PlannedSteps : loss.Falling) return false;
        return level.Since > 0 && gap > 4 * level.LateFall * Math.Max(2 * loss.Blocks.Size, loss.Span) / level.Since;
    }

    /// <summary>How many of the last evaluations, 16 at most, gave exactly the same loss.</summary>
    private static long Still(in ValidationStatistics validation)
    {
        long still = 0;
        while (still < Math.Min(validation.Count, 16) && validation.Recent[(int)((validation.Count - 1 - still) % 16)] == validation.Last) still++;
        return still;
    }

    private static void AddScore(EvidenceList evidence, in RunView view)
    {
        ref readonly var validation = ref view.Validation;
        if (!view.Roles.ScoreIsAccuracy) return;
        var told = view.Told;
        var last = validation.LastScore;
        if (validation.BestAt < validation.Count && !double.IsNaN(validation.AccuracyAtBest) && validation.Last > 1.1 * validation.Best)
        {
            if (last > validation.AccuracyAtBest + 0.005)
                evidence.Add("accuracy-held", $"{view.ScoreName} still rose since, from {Say.Number(validation.AccuracyAtBest)} to {Say.Number(last)}: the loss may only be overconfident");
            else
                evidence.Add("accuracy-gained-nothing", $"{view.ScoreName} gained nothing since: {Say.Number(validation.AccuracyAtBest)} then, {Say.Number(last)} now");
        }

        if (!told.ClassesKnown || view.Loss.Count == 0) return;
        var level = view.Loss.Fast / told.ChanceLoss;
        var words = $"{view.ScoreName} is {Say.Number(100 * last)} %, where {Say.Number(100 * told.MajorityShare)} % needs no learning";
        var uneven = told.MajorityShare > 1.5 * told.UniformShare;
        if (uneven && last > 1.3 * told.UniformShare && Math.Abs(last - told.MajorityShare) < 0.03)
            evidence.Add("accuracy-at-majority", $"{words}: the share of the largest class");
        else if (last <= (uneven ? 1.3 * told.UniformShare : told.LearnedAccuracy)) evidence.Add(level < 0.6 ? "accuracy-at-chance-train-learned" : "accuracy-at-chance", words);
        if (validation.Count == 0) return;

        // A model that is right so often and wrong for the rest by even odds would have this loss.
        var expected = Entropy(last, told.UniformShare);
        if (last > told.LearnedAccuracy && validation.Last > expected + (0.35 * told.ChanceLoss) && validation.Best > expected + (0.3 * told.ChanceLoss))
            evidence.Add("loss-beyond-accuracy", $"{words}, but {view.ValidationName} is {Say.Number(validation.Last)}: about {Say.Number(expected)} goes with that accuracy");
    }

    private static double Entropy(double accuracy, double uniform)
    {
        var wrong = Math.Clamp(1 - accuracy, 1e-3, 1 - 1e-3);
        return -((1 - wrong) * Math.Log(1 - wrong)) - (wrong * Math.Log(wrong / Math.Max(1, (1 / uniform) - 1)));
    }
}
