using System.Runtime.CompilerServices;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection;

/// <summary>What a count of a rule counts.</summary>
internal enum Unit : byte
{
    /// <summary>Nothing: what holds now is enough.</summary>
    Now,

    /// <summary>Samples of the primary loss.</summary>
    Samples,

    /// <summary>Validation losses.</summary>
    Evaluations,

    /// <summary>Validation accuracies.</summary>
    Scores,

    /// <summary>Blocks of the primary loss.</summary>
    Blocks,

    /// <summary>Rows of rank 0.</summary>
    Reports,
}

/// <summary>Why a detector has nothing to say, or less than it could.</summary>
internal enum Lack : byte
{
    None,
    KindUnknown,
    KindNotJudged,
    FineTuned,
    NoPrimaryLoss,
    NoValidationLoss,
    PlanUnknown,
    StartUnknown,
    StartNotSent,
    Resumed,
    NothingReported,
    Over,
    NoScore,
    NotResumed,
    BeganAnew,
    NoDeadFraction,
    NoSaturatedFraction,
    NoRecall,
    NoGradientNorm,
    ClassesUnknown,
}

internal enum VerdictKind : byte
{
    Judged,
    NotJudged,
    NotApplicable,
}

/// <summary>One rule of a detector: whether it holds now, and how long it must before it counts.</summary>
internal readonly record struct Condition(bool Holds, long Need, Unit Unit, Severity Severity);

/// <summary>
/// What holds now, by one detector. It has no memory: for how long a rule must hold, and how long it must be over, is said here and
/// counted by the alert state machine.
/// </summary>
internal struct Verdict
{
    public const int MaxConditions = 4;

    public VerdictKind Kind { get; private init; }

    public Lack Lack { get; set; }

    /// <summary>No sample brought it: time did.</summary>
    public bool ByTime { get; set; }

    public long Seen { get; private init; }

    public long Needed { get; private init; }

    public Unit Unit { get; private init; }

    /// <summary>What would end an incident holds now.</summary>
    public bool Clears { get; private init; }

    public long ClearNeed { get; private init; }

    public Unit ClearUnit { get; private init; }

    public int Conditions { get; private set; }

    private ConditionList _conditions;

    public static Verdict NotApplicable(Lack lack) => new() { Kind = VerdictKind.NotApplicable, Lack = lack };

    /// <summary>Too early. Rules that are added are counted all the same: what held before the first verdict held.</summary>
    public static Verdict NotJudged(long seen, long needed, Unit unit) =>
        new() { Kind = VerdictKind.NotJudged, Seen = seen, Needed = Math.Max(needed, seen + 1), Unit = unit };

    public static Verdict Judged(bool clears, double clearNeed = 1, Unit clearUnit = Unit.Now) =>
        new() { Kind = VerdictKind.Judged, Clears = clears, ClearNeed = Whole(clearNeed), ClearUnit = clearUnit };

    /// <summary>Adds a rule; a detector adds all its rules each time, in one order, since each has its own count.</summary>
    public void When(bool holds, double need, Unit unit, Severity severity) =>
        _conditions[Conditions++] = new Condition(holds, Whole(need), unit, severity);

    /// <summary>The same, with no rule graver than that.</summary>
    public readonly Verdict AtMost(Severity most)
    {
        var capped = this;
        for (var i = 0; i < Conditions; i++)
        {
            if (_conditions[i].Severity > most) capped._conditions[i] = _conditions[i] with { Severity = most };
        }

        return capped;
    }

    public readonly Condition Condition(int index) => _conditions[index];

    private static long Whole(double need) => (long)Math.Ceiling(Math.Clamp(need, 1, 1e15));

    [InlineArray(MaxConditions)]
    private struct ConditionList
    {
        private Condition _first;
    }
}
