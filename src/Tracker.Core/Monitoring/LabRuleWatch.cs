using System.Collections.Immutable;
using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Detection;
using Tracker.Core.Detection.LabRules;

namespace Tracker.Core.Monitoring;

/// <summary>Holds every series of rank 0 to the lab's own rules, each series of a rule by itself.</summary>
internal sealed class LabRuleWatch(ImmutableArray<LabRule> rules, AlertLog alerts)
{
    /// <summary>Series that all rules together are held to in a run; those that come later are not.</summary>
    public const int MostSeries = 256;

    private readonly List<Held> _held = [];
    private readonly List<(int From, int To)> _places = [];
    private LabRuleState[] _states = [];

    /// <summary>There are no rules: nothing is to be asked.</summary>
    public bool IsEmpty => rules.IsDefaultOrEmpty;

    /// <summary>Series were added.</summary>
    public void Assign(SeriesTable series)
    {
        if (IsEmpty) return;
        for (var i = _places.Count; i < series.Count; i++)
        {
            var from = _held.Count;
            foreach (var rule in rules)
            {
                if (series.Rank(i) == 0 && _held.Count < MostSeries && rule.Matches(series.Name(i))) _held.Add(new Held(rule, series.Name(i)));
            }

            _places.Add((from, _held.Count));
        }

        Array.Resize(ref _states, _held.Count);
    }

    /// <summary>Takes a value of a series that is not late; NaN says nothing.</summary>
    public void Take(int series, long step, double x)
    {
        if (double.IsNaN(x)) return;
        for (var i = _places[series].From; i < _places[series].To; i++) Take(_held[i], ref _states[i], step, x);
    }

    /// <summary>A new attempt or phase: counts begin again; what fires goes on until it clears.</summary>
    public void Recount()
    {
        foreach (ref var state in _states.AsSpan()) state.Machine.Restart();
    }

    /// <summary>The run is over.</summary>
    public void Close()
    {
        foreach (ref var state in _states.AsSpan()) state.Machine.Close();
    }

    /// <summary>How far each rule is.</summary>
    public IEnumerable<Judgement> Describe()
    {
        if (IsEmpty) yield break;
        foreach (var rule in rules)
        {
            var judged = false;
            for (var i = 0; i < _held.Count; i++)
            {
                if (!ReferenceEquals(_held[i].Rule, rule)) continue;
                judged = true;
                yield return Describe(_held[i], _states[i]);
            }

            if (!judged) yield return new Judgement(rule.Detector, JudgementState.NotApplicable, 0, 0, $"not judged: no metric {rule.Metric} was reported");
        }
    }

    public void Save(StateWriter writer)
    {
        writer.Int64(_states.Length);
        foreach (ref var state in _states.AsSpan()) writer.Bits(in state);
    }

    public void Load(ref StateReader reader)
    {
        if (reader.Int64() != _states.Length) throw StateReader.Broken();
        foreach (ref var state in _states.AsSpan())
        {
            reader.Bits(ref state);
            if (state.Machine.Number < 0 || state.Machine.Number > alerts.Last) throw StateReader.Broken();
        }
    }

    private void Take(in Held held, ref LabRuleState state, long step, double x)
    {
        var rule = held.Rule;
        state.Take(x, rule.HigherIsBetter);
        var holds = rule.Holds(x, state.Best, state.First);
        var verdict = Verdict.Judged(clears: !holds);
        verdict.When(holds, rule.Need, Unit.Samples, rule.Severity);
        switch (state.Machine.Take(verdict, state.Progress, yields: false))
        {
            case Transition.Fired: state.Machine.Number = alerts.Fire(rule.Detector, rule.Severity, step, step, Words(held, state), held.Series); break;
            case Transition.Resolved: alerts.Resolve(state.Machine.Number, step, string.Create(CultureInfo.InvariantCulture, $"over at step {step}")); break;
        }
    }

    private static Judgement Describe(in Held held, in LabRuleState state)
    {
        var rule = held.Rule;
        if (state.Machine.IsFiring) return new Judgement(rule.Detector, JudgementState.Firing, 0, 0, Words(held, state));
        if (!state.Machine.IsPending) return new Judgement(rule.Detector, JudgementState.Quiet, 0, 0, "");
        var verdict = Verdict.Judged(clears: false);
        verdict.When(holds: true, rule.Need, Unit.Samples, rule.Severity);
        return new Judgement(
            rule.Detector, JudgementState.Pending, 0, 0,
            string.Create(CultureInfo.InvariantCulture, $"{held.Series} is so for {state.Machine.Held(verdict, state.Progress):N0} of {rule.Need:N0} {rule.UnitWord}s"));
    }

    private static string Words(in Held held, in LabRuleState state)
    {
        var rule = held.Rule;
        var limit = VerdictWords.Text(rule.Limit(state.Best, state.First));
        var reference = rule.Reference switch
        {
            LabReference.Best => $" (best {VerdictWords.Text(state.Best)})",
            LabReference.First => $" (first {VerdictWords.Text(state.First)})",
            _ => "",
        };
        var need = rule.Need == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" for {rule.Need:N0} {rule.UnitWord}s");
        var holds = $"{held.Series} is {VerdictWords.Text(state.Last)}, {rule.Sign} {limit}{reference}{need}";
        return rule.Message.Length == 0 ? holds : $"{rule.Message}: {holds}";
    }

    /// <summary>A rule and a series that it speaks of.</summary>
    private readonly record struct Held(LabRule Rule, string Series);
}

/// <summary>What is held of one rule and one series. Fields only, 8 bytes each, so that there is no padding.</summary>
internal struct LabRuleState
{
    public long Count;
    public double Last;
    public AlertStateMachine Machine;
    private double _first;
    private double _best;
    private long _finite;

    /// <summary>The first finite value; NaN before it.</summary>
    public readonly double First => _finite > 0 ? _first : double.NaN;

    /// <summary>The best finite value; NaN before the first.</summary>
    public readonly double Best => _finite > 0 ? _best : double.NaN;

    public readonly Progress Progress => new(Count, Count, Count, 0, Count);

    public void Take(double x, bool higherIsBetter)
    {
        Count++;
        Last = x;
        if (!double.IsFinite(x)) return;
        if (_finite++ == 0) (_first, _best) = (x, x);
        else if (higherIsBetter ? x > _best : x < _best) _best = x;
    }
}
