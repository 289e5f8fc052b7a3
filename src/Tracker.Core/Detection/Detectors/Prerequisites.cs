using System.Globalization;

namespace Tracker.Core.Detection.Detectors;

/// <summary>What every detector of learning asks for first: a kind of training whose loss must fall, and that loss.</summary>
internal static class Prerequisites
{
    /// <summary>False with the verdict where learning is not judged at all.</summary>
    public static bool Met(in RunView view, out Verdict verdict)
    {
        var lack = view.Told.KindUnknown != 0 ? Lack.KindUnknown
            : view.Told.LearningJudged == 0 ? Lack.KindNotJudged
            : view.HasPrimary ? Lack.None
            : view.NothingNamed ? Lack.NothingReported
            : Lack.NoPrimaryLoss;
        verdict = lack == Lack.None ? default : Verdict.NotApplicable(lack);
        return lack == Lack.None;
    }

    /// <summary>The length is known, or enough steps were made to do without: then a loss that does not move may be judged.</summary>
    public static bool LongEnough(in RunView view) => view.Told.PlanKnown || view.Told.StepIsEpoch || view.Loss.LastStep >= 1000;

    /// <summary>A share of the planned run, in samples; where the plan is unknown a share of the samples so far.</summary>
    public static double Share(in RunView view, double ofPlan, double ofSeen) =>
        view.Loss.PlannedSamples > 0 ? ofPlan * view.Loss.PlannedSamples : ofSeen * view.Loss.Count;

    /// <summary>The loss stands where little is learned: near chance level, or where that is unknown within 30 % of the start.</summary>
    public static bool LearnsLittle(in RunView view)
    {
        ref readonly var loss = ref view.Loss;
        if (!loss.Armed || loss.Falling) return false;
        return view.Told.ClassesKnown ? loss.Fast > 0.8 * view.Told.ChanceLoss : loss.Start - loss.Fast < 0.3 * Math.Abs(loss.Start);
    }

    /// <summary>
    /// After progress the loss stands: its best is old, and it is near it and does not fall. The one place of what a plateau is.
    /// </summary>
    public static bool Stands(in RunView view, double bestAge, double band)
    {
        ref readonly var loss = ref view.Loss;
        return loss.HasGain && !loss.Falling && loss.Count - loss.BestAt > bestAge * loss.Count && loss.Fast - loss.Best < band * loss.Gain;
    }

    /// <summary>The first level is no start level, and nothing else anchors it.</summary>
    public static bool StartUnknown(in RunView view) =>
        !view.Loss.StartKnown(view.Told) && !view.Told.ClassesKnown && !view.Validation.StartKnown(view.Told) && view.Validation.Scores == 0;

    /// <summary>As "2.303 = ln 10".</summary>
    public static string ChanceLevel(in RunView view)
    {
        var level = VerdictWords.Text(view.Told.ChanceLoss);
        return view.Told.MajorityShare > view.Told.UniformShare
            ? $"{level} = the entropy of the class shares"
            : string.Create(CultureInfo.InvariantCulture, $"{level} = ln {Math.Round(1 / view.Told.UniformShare)}");
    }
}
