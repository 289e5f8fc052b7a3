using Tracker.Core.Runs;

namespace Tracker.Core.Detection;

/// <summary>What the rules need of the facts, worked out once when facts arrive.</summary>
internal struct JudgeFacts
{
    /// <summary>Planned steps; 0 unknown.</summary>
    public double PlannedSteps;

    /// <summary>Loss of a model that knows the class shares only: ln C, or their entropy; 0 unknown.</summary>
    public double ChanceLoss;

    /// <summary>Loss of a model that knows nothing but the number of classes: ln C; 0 unknown.</summary>
    public double UniformLoss;

    /// <summary>1 / C; 0 unknown.</summary>
    public double UniformShare;

    /// <summary>Share of the largest class, 1 / C where counts are not told; 0 unknown.</summary>
    public double MajorityShare;

    /// <summary>Accuracy above which a model has learned something for sure.</summary>
    public double LearnedAccuracy;

    /// <summary>Samples of the largest class over those of the smallest; 0 unknown.</summary>
    public double ImbalanceRatio;

    public int Epochs;

    /// <summary>1 where a loss that does not fall is a fault.</summary>
    public int LearningJudged;

    public int FineTuned;

    public int KindUnknown;

    public readonly bool PlanKnown => PlannedSteps > 0;

    public readonly bool ClassesKnown => ChanceLoss > 0;

    public readonly bool StepIsEpoch => Epochs != 0;

    public static JudgeFacts From(RunFacts facts) => From(facts, facts.Kind);

    /// <param name="facts">What was told.</param>
    /// <param name="kind">The kind, told or inferred.</param>
    public static JudgeFacts From(RunFacts facts, TrainingKind kind)
    {
        var classes = facts.ClassCount ?? facts.SamplesPerClass.Length;
        var judged = new JudgeFacts
        {
            PlannedSteps = facts.PlannedSteps is > 0 and var planned ? planned : 0,
            Epochs = facts.StepUnit == StepUnit.Epoch ? 1 : 0,
            FineTuned = kind == TrainingKind.FineTune || facts.WeightsOrigin == WeightsOrigin.FineTuned ? 1 : 0,
            KindUnknown = kind == TrainingKind.Unknown ? 1 : 0,
            LearningJudged = kind is TrainingKind.Supervised or TrainingKind.FineTune or TrainingKind.Regression
                or TrainingKind.SelfSupervised or TrainingKind.Diffusion ? 1 : 0,
        };
        if (classes < 2) return judged;
        judged.UniformShare = 1.0 / classes;
        judged.MajorityShare = judged.UniformShare;
        judged.UniformLoss = Math.Log(classes);
        judged.ChanceLoss = judged.UniformLoss;
        ReadShares(facts, ref judged);
        judged.LearnedAccuracy = Math.Min(1.3 * judged.MajorityShare, judged.MajorityShare + (0.3 * (1 - judged.MajorityShare)));
        return judged;
    }

    private static void ReadShares(RunFacts facts, ref JudgeFacts judged)
    {
        double sum = 0, largest = 0, entropy = 0, smallest = double.MaxValue;
        foreach (var count in facts.SamplesPerClass)
        {
            sum += Math.Max(0, count);
            smallest = Math.Min(smallest, Math.Max(1, count));
            largest = Math.Max(largest, count);
        }

        if (sum <= 0) return;
        foreach (var count in facts.SamplesPerClass)
        {
            if (count > 0) entropy -= count / sum * Math.Log(count / sum);
        }

        // One class alone has no chance level to be stuck at.
        if (entropy <= 0) return;
        judged.ChanceLoss = entropy;
        judged.MajorityShare = largest / sum;
        judged.ImbalanceRatio = largest / smallest;
    }
}
