namespace Tracker.Replay.Scoring.Generated;

/// <summary>How right the diagnosis of a run was whose cause is known.</summary>
public enum CauseOutcome
{
    /// <summary>The likeliest cause is the right one.</summary>
    First,

    /// <summary>The right one is the second or the third.</summary>
    AmongThree,

    /// <summary>Another cause is named, and the right one is not among the first three.</summary>
    Wrong,

    /// <summary>The two likeliest cannot be told apart: the first is not twice as likely as the second.</summary>
    Torn,

    /// <summary>No cause is named.</summary>
    Silent,
}

/// <summary>A cause that a diagnosis named.</summary>
/// <param name="Cause">Its id.</param>
/// <param name="Likelihood">0 to 1.</param>
public readonly record struct NamedCause(string Cause, double Likelihood)
{
    private const double Apart = 2;

    /// <summary>How right a diagnosis is.</summary>
    /// <param name="named">The likeliest first.</param>
    /// <param name="right">The cause that was put in.</param>
    public static CauseOutcome Judge(IReadOnlyList<NamedCause> named, string right)
    {
        if (named.Count == 0) return CauseOutcome.Silent;
        if (named.Count > 1 && named[0].Likelihood < Apart * named[1].Likelihood) return CauseOutcome.Torn;
        if (named[0].Cause == right) return CauseOutcome.First;
        return named.Take(3).Any(one => one.Cause == right) ? CauseOutcome.AmongThree : CauseOutcome.Wrong;
    }
}
