using System.Collections.Immutable;

namespace Tracker.Replay.Scoring;

/// <summary>
/// Which detectors are right about a curve. A diverged classifier is at chance too: both names are true, so they are one family. What else is
/// true of such a run, but not its answer, is no false alarm.
/// </summary>
internal sealed record VerdictFamily(ImmutableHashSet<string> Right, ImmutableHashSet<string> AlsoTrue)
{
    private static readonly string[] Broken = ["diverged", "stuck-loss", "regressed", "oscillation", "metric-regressed", "metric-frozen", "spike", "exploding-gradients"];

    private static readonly ImmutableDictionary<string, VerdictFamily> ByVerdict = new Dictionary<string, VerdictFamily>
    {
        ["healthy"] = Make([], []),
        ["overfit"] = Make(["train-val-divergence"], []),
        ["non-finite"] = Make(["non-finite"], Broken),
        ["diverged"] = Make(["diverged", "stuck-loss"], Broken),
        ["stuck"] = Make(["diverged", "stuck-loss"], Broken),
        ["lost"] = Make(["regressed", "metric-regressed", "oscillation", "diverged"], Broken),
        ["degraded"] = Make(["regressed", "metric-regressed", "oscillation", "diverged"], Broken),
        ["slow-learning"] = Make(["slow-learning"], ["underfitting"]),
        ["collapsed"] = Make(["diverged", "stuck-loss", "regressed", "metric-frozen"], Broken),
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>Verdicts in the order in which they are shown; the last two are not scored, as nobody knows what is right.</summary>
    public static ImmutableArray<string> Verdicts { get; } =
        ["healthy", "overfit", "non-finite", "diverged", "stuck", "lost", "degraded", "slow-learning", "collapsed", "good", "slow"];

    /// <summary>Null for a verdict that is not scored.</summary>
    public static VerdictFamily? Of(string verdict) => ByVerdict.GetValueOrDefault(verdict);

    /// <summary>An incident of that detector is a false alarm.</summary>
    public bool IsFalse(string detector) => !Right.Contains(detector) && !AlsoTrue.Contains(detector);

    private static VerdictFamily Make(string[] right, string[] alsoTrue) => new([.. right], [.. alsoTrue]);
}
