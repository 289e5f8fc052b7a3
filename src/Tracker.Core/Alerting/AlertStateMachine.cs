using System.Runtime.CompilerServices;
using Tracker.Core.Detection;

namespace Tracker.Core.Alerting;

/// <summary>How far a run is, in every unit that rules count in. Each only grows within an attempt.</summary>
internal readonly record struct Progress(long Samples, long Evaluations, long Scores, long Blocks, long Reports)
{
    public static Progress Of(in RunView view) =>
        new(view.Loss.Count, view.Validation.Count, view.Validation.Scores, view.Loss.Blocks.Closed, view.Rows);

    public long In(Unit unit) => unit switch
    {
        Unit.Samples => Samples,
        Unit.Evaluations => Evaluations,
        Unit.Scores => Scores,
        Unit.Blocks => Blocks,
        _ => Reports,
    };
}

/// <summary>What a verdict changed.</summary>
internal enum Transition : byte
{
    None,
    Fired,
    Graver,
    Resolved,
}

/// <summary>
/// Inactive, pending, firing; resolved is inactive again, with an alert in the log. The one place where "for how long" is counted: a
/// rule of a verdict must hold without a break for as many units as it needs, and what clears it likewise. One alert per incident;
/// within an incident the severity only grows, and from the fourth incident of a kind on each must be over for twice as long as the one
/// before, so that a rule at its edge makes a few alerts in a run and not thousands.
/// </summary>
internal struct AlertStateMachine
{
    private const int FreeIncidents = 3;

    private long _phase;
    private long _severity;
    private long _rule;
    private long _clearSince;
    private long _clearReport;
    private long _incidents;
    private StrandList _strands;

    /// <summary>Number of the alert that fires; of the last one where none does.</summary>
    public long Number;

    public readonly bool IsFiring => _phase == (long)AlertState.Firing;

    public readonly bool IsPending => _phase == (long)AlertState.Pending;

    public readonly Severity Severity => (Severity)_severity;

    /// <summary>The rule that fired, or that is pending.</summary>
    public readonly int Rule => (int)_rule;

    /// <summary>For how many of its units the rule holds.</summary>
    public readonly long Held(in Verdict verdict, in Progress progress)
    {
        if (Rule >= verdict.Conditions || _strands[Rule].Since == 0) return 0;
        return progress.In(verdict.Condition(Rule).Unit) - _strands[Rule].Since + 1;
    }

    /// <summary>A new attempt counts from the start; what fires goes on firing until it clears.</summary>
    public void Restart()
    {
        _clearSince = 0;
        _strands = default;
        if (IsPending) _phase = 0;
    }

    /// <summary>The incident is over for a reason outside the verdict.</summary>
    public void Close()
    {
        Restart();
        _phase = 0;
    }

    /// <summary>Takes a verdict.</summary>
    /// <param name="verdict">What holds now.</param>
    /// <param name="progress">How far the run is.</param>
    /// <param name="yields">Another open alert says it already: nothing new is raised.</param>
    public Transition Take(in Verdict verdict, in Progress progress, bool yields)
    {
        if (verdict.Kind == VerdictKind.NotApplicable)
        {
            var fired = IsFiring;
            Close();
            return fired ? Transition.Resolved : Transition.None;
        }

        var severity = Count(verdict, progress, out var rule, out var pending);
        if (verdict.Kind == VerdictKind.NotJudged) return Transition.None;
        if (IsFiring) return Continue(verdict, progress, severity, rule);
        if (severity > 0 && !yields)
        {
            _phase = (long)AlertState.Firing;
            _severity = severity;
            _rule = rule;
            _clearSince = 0;
            _incidents++;
            return Transition.Fired;
        }

        _phase = pending >= 0 ? (long)AlertState.Pending : 0;
        if (pending >= 0) _rule = pending;
        return Transition.None;
    }

    private Transition Continue(in Verdict verdict, in Progress progress, long severity, int rule)
    {
        if (severity > _severity)
        {
            _severity = severity;
            _rule = rule;
            return Transition.Graver;
        }

        if (!verdict.Clears)
        {
            _clearSince = 0;
            return Transition.None;
        }

        var now = progress.In(verdict.ClearUnit);
        if (_clearSince == 0)
        {
            _clearSince = Math.Max(1, now);
            _clearReport = progress.Reports;
        }

        if (verdict.ClearUnit != Unit.Now && now - _clearSince + 1 < verdict.ClearNeed) return Transition.None;
        if (progress.Reports - _clearReport < Calm) return Transition.None;
        Close();
        return Transition.Resolved;
    }

    /// <summary>Reports for which an incident must be over, whatever its rule asks.</summary>
    private readonly long Calm => _incidents <= FreeIncidents ? 0 : 16L << (int)Math.Min(_incidents - FreeIncidents - 1, 16);

    /// <summary>Counts every rule on; gives the gravest that has held for long enough (0 none), and the first that holds (-1 none).</summary>
    private long Count(in Verdict verdict, in Progress progress, out int rule, out int pending)
    {
        long severity = 0;
        rule = 0;
        pending = -1;
        for (var i = 0; i < verdict.Conditions; i++)
        {
            var condition = verdict.Condition(i);
            ref var strand = ref _strands[i];
            var now = progress.In(condition.Unit);

            // Between two evaluations a rule that counts evaluations stands where it stood at the last.
            if (condition.Unit is Unit.Now or Unit.Samples || now != strand.Seen)
            {
                strand.Seen = now;
                if (!condition.Holds) strand.Since = 0;
                else if (strand.Since == 0) strand.Since = Math.Max(1, now);
            }

            if (strand.Since == 0) continue;
            if (pending < 0) pending = i;
            if (condition.Unit != Unit.Now && now - strand.Since + 1 < condition.Need) continue;
            if ((long)condition.Severity <= severity) continue;
            severity = (long)condition.Severity;
            rule = i;
        }

        return severity;
    }

    private struct Strand
    {
        /// <summary>Where the rule began to hold; 0 it does not.</summary>
        public long Since;

        /// <summary>Where it was last looked at.</summary>
        public long Seen;
    }

    [InlineArray(Verdict.MaxConditions)]
    private struct StrandList
    {
        private Strand _first;
    }
}
