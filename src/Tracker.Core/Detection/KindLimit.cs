using Tracker.Core.Alerting;

namespace Tracker.Core.Detection;

/// <summary>
/// The one place that keeps detectors quiet where the kind of training is unknown, or is one whose loss need not fall: what they see is told, and
/// calls nobody. What is wrong in every kind of training, and what people ask for by a rule of their own, is left as grave as it is.
/// </summary>
internal static class KindLimit
{
    private static readonly string[] AnyKind = ["non-finite", "stalled-run", "metric-frozen"];

    /// <summary>The detector says what is wrong in every kind of training.</summary>
    public static bool IsOfAnyKind(string detector) => AnyKind.Contains(detector) || detector.StartsWith("rule:", StringComparison.Ordinal);

    /// <summary>The verdict as it may be said of this run.</summary>
    public static Verdict Apply(DetectorEntry entry, in RunView view, in Verdict verdict) =>
        view.Told.LearningJudged != 0 || entry.IsOfAnyKind ? verdict : verdict.AtMost(Severity.Info);
}
